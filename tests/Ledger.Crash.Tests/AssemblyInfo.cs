using Xunit.Sdk;
using Xunit.v3;

// Real servers, a real PostgreSQL and their signals share two cores: one test at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
