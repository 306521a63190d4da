using System.Globalization;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Ledger.Server.Authority.Callers;
using Ledger.Server.Contract;

namespace Ledger.Server.Authority.Persons;

/// <summary>Who operates terminals and what they may do, for those who look after it.</summary>
internal sealed class PersonService(PersonChanges changes, Askers askers)
{
    public Task<V1.OperatorSecret> AddOperator(V1.AddOperatorRequest request, ServerCallContext context) =>
        changes.AddAsync(request, context);

    public Task<V1.AuthorityChange> DisableOperator(V1.DisableOperatorRequest request, ServerCallContext context) =>
        changes.DisableAsync(request, context);

    public Task<V1.OperatorSecret> EnableOperator(V1.EnableOperatorRequest request, ServerCallContext context) =>
        changes.EnableAsync(request, context);

    public Task<V1.OperatorSecret> ResetSecret(V1.ResetSecretRequest request, ServerCallContext context) =>
        changes.ResetAsync(request, context);

    public Task<V1.OperatorPage> ListOperators(V1.ListOperatorsRequest request, ServerCallContext context)
    {
        var check = new Violations();
        check.Range("page_size", request.PageSize, 0, CallerAnswers.PageMax);
        var after = (int)CallerAnswers.PageOf(request.Page, int.MaxValue, 0, check);
        check.ThrowIfAny();
        var size = request.PageSize > 0 ? request.PageSize : CallerAnswers.PageDefault;
        var page = new V1.OperatorPage();
        var rights = askers.RightsOf(context);
        foreach (var person in askers.Known.Persons)
        {
            if (person.Operator <= after) continue;
            if (rights is not null && !rights.May("ledger.v1.Persons/ListOperators", person.Place)) continue;
            if (page.Operators.Count == size)
            {
                page.NextPage = page.Operators[^1].Operator.ToString(CultureInfo.InvariantCulture);
                break;
            }
            page.Operators.Add(CallerWords.Facts(person));
        }
        return Task.FromResult(page);
    }
}

/// <summary>The calls about operators.</summary>
internal sealed class PersonMethods : IServiceMethodProvider<PersonService>
{
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<PersonService> context)
    {
        var calls = new UnaryCalls<PersonService>(context, "ledger.v1.Persons");
        calls.Add<V1.AddOperatorRequest, V1.OperatorSecret>("AddOperator", (service, request, call) => service.AddOperator(request, call));
        calls.Add<V1.DisableOperatorRequest, V1.AuthorityChange>(
            "DisableOperator", (service, request, call) => service.DisableOperator(request, call));
        calls.Add<V1.EnableOperatorRequest, V1.OperatorSecret>("EnableOperator", (service, request, call) =>
            service.EnableOperator(request, call));
        calls.Add<V1.ResetSecretRequest, V1.OperatorSecret>("ResetSecret", (service, request, call) => service.ResetSecret(request, call));
        calls.Add<V1.ListOperatorsRequest, V1.OperatorPage>("ListOperators", (service, request, call) =>
            service.ListOperators(request, call));
    }
}
