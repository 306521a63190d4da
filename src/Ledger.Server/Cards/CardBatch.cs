using Dapper;
using Npgsql;

namespace Ledger.Server.Cards;

/// <summary>A batch of card numbers as it was asked for.</summary>
public sealed record CardBatch(Guid Key, short Program, string CardType, int Count, string Prefix);

/// <summary>A card that was made and perhaps not issued yet.</summary>
public sealed record StockCard(short Program, string Type, string LastFour);
