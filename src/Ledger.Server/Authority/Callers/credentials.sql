SELECT spki, caller, serial, not_after, revoked_at FROM credential
