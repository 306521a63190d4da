using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Ledger.Bench;

/// <summary>How the steps are measured: in this process, so that nothing is generated and built on the way.</summary>
internal sealed class StepsConfig : ManualConfig
{
    /// <param name="quick">A few short iterations: enough for allocations, which do not vary; not for times.</param>
    public StepsConfig(bool quick)
    {
        var job = (quick ? Job.Dry.WithWarmupCount(2).WithIterationCount(3).WithInvocationCount(4096).WithUnrollFactor(16) : Job.ShortRun)
            .WithToolchain(InProcessEmitToolchain.Instance);
        AddJob(job);
        AddDiagnoser(MemoryDiagnoser.Default);
        AddLogger(ConsoleLogger.Default);
        AddExporter(MarkdownExporter.GitHub);
        AddColumnProvider(DefaultColumnProviders.Instance);
        WithArtifactsPath(Path.Combine("artifacts", "micro"));
    }
}
