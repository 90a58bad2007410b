"""Training pace: how real time becomes case time. Knows no clock itself."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Pace(BaseModel):
    """`case = case_origin + (real - real_origin) x factor`; factor 1 is production, where both times are one."""

    model_config = ConfigDict(frozen=True)

    factor: float = Field(default=1.0, gt=0)
    case_origin: AwareDatetime | None = None
    real_origin: AwareDatetime | None = None

    @property
    def is_training(self) -> bool:
        """Whether case time differs from real time."""
        return self.case_origin is not None

    def case_time(self, real: datetime) -> datetime:
        """The case time of a real instant."""
        if self.case_origin is None or self.real_origin is None:
            return real
        return self.case_origin + (real - self.real_origin) * self.factor

    def real_time(self, case: datetime) -> datetime:
        """The real instant of a case time."""
        if self.case_origin is None or self.real_origin is None:
            return case
        return self.real_origin + (case - self.case_origin) / self.factor
