"""The importers of city exports as data, one file a city: its columns, its times, and what its closing texts say."""
