"""A batch can be read out like each of its letters: the structure of each leads to its own pages, links and tables."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, NumberTree, Pdf

from activities.batch_pdf import join_letters
from activities.letter_press import print_letter
from schemas.words import Notice, Party
from tests.activities.sample_letter import letter, read

NOTICES = (Notice.PRE_TOW, Notice.IMPOUND, Notice.SALE)


@pytest.fixture(scope="module")
async def papers() -> list[bytes]:
    return [await print_letter(letter(notice, party)) for notice in NOTICES for party in Party]


@pytest.fixture
def batch(papers: list[bytes]) -> Pdf:
    return pikepdf.open(BytesIO(join_letters(papers, "Letters of batch 20270301-01")))


def elements(inner: Any) -> list[Any]:
    """All elements below this one."""
    children = inner.get("/K", Array())
    below = [each for each in (children if isinstance(children, Array) else [children]) if isinstance(each, Dictionary)]
    found = [each for each in below if "/S" in each]
    return found + [each for one in found for each in elements(one)]


def test_a_batch_says_what_it_is(batch: Pdf) -> None:
    root = batch.Root
    with batch.open_metadata() as metadata:
        said = (metadata["dc:title"], metadata["{http://www.aiim.org/pdfua/ns/id/}part"])

    assert said == ("Letters of batch 20270301-01", "1")
    assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("en-US", True)
    assert root.ViewerPreferences.DisplayDocTitle


def test_each_page_and_link_leads_to_elements_of_its_own(batch: Pdf, papers: list[bytes]) -> None:
    parents = dict(NumberTree(batch.Root.StructTreeRoot.ParentTree).items())
    links = [link for page in batch.pages for link in page.get("/Annots", Array())]

    assert len(links) == len(papers)
    for page in batch.pages:
        own = [each for each in parents[int(page.StructParents)] if isinstance(each, Dictionary)]
        assert own
        assert {each.Pg.objgen for each in own if "/Pg" in each} == {page.obj.objgen}
    for link in links:
        assert parents[int(link.StructParent)].S == "/Link"


def test_each_letter_is_a_document_of_its_own_with_the_elements_that_it_had(batch: Pdf, papers: list[bytes]) -> None:
    def kinds(pdf: Pdf) -> list[str]:
        return [str(each.S) for each in elements(pdf.Root.StructTreeRoot)]

    tree = batch.Root.StructTreeRoot

    assert [str(each.S) for each in tree.K] == ["/Document"] * len(papers)
    assert all(each.P.objgen == tree.objgen for each in tree.K)
    assert sorted(kinds(batch)) == sorted(kind for paper in papers for kind in kinds(pikepdf.open(BytesIO(paper))))


def test_the_cells_of_a_table_name_the_headers_of_the_same_letter(batch: Pdf) -> None:
    names = [str(each.ID) for each in elements(batch.Root.StructTreeRoot) if "/ID" in each]
    listed = [str(each) for each in batch.Root.StructTreeRoot.IDTree.Names[::2]]
    used = {
        str(name)
        for each in elements(batch.Root.StructTreeRoot)
        for attributes in each.get("/A", Array())
        for name in attributes.get("/Headers", Array())
    }

    assert len(names) == len(set(names))
    assert listed == sorted(names)
    assert used
    assert used <= set(names)


def test_a_batch_reads_as_its_letters_and_has_the_same_bytes_each_time(papers: list[bytes]) -> None:
    joined = join_letters(papers, "Letters")

    assert sorted(read(joined).split()) == sorted(word for paper in papers for word in read(paper).split())
    assert joined == join_letters(papers, "Letters")
