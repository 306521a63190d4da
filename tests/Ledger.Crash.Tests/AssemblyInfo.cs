// Real servers, a real PostgreSQL and their signals share two cores: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
