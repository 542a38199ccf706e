# Run by `odoo shell`: one lasting API key for each login, printed as one line of JSON after the mark.
# A key of an earlier run is removed first: Odoo keeps only hashes, so it could not be told again.
import json

logins = json.loads('@LOGINS@')
apikeys = env["res.users.apikeys"].sudo()
keys = {}
for login in logins:
    user = env["res.users"].search([("login", "=", login)], limit=1)
    if not user:
        raise SystemExit(f"no user {login}")
    apikeys.search([("user_id", "=", user.id), ("name", "=", "odoo-gateway")]).unlink()
    keys[login] = apikeys.with_user(user).sudo()._generate("rpc", "odoo-gateway", False)
env.cr.commit()
print("API-KEYS", json.dumps(keys))
