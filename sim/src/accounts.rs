//! Who may log in: four accounts with fixed passwords, API keys and rights. There is no way to add more.

/// What an account may do, from most to least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Admin,
    Demo,
    Clerk,
    Portal,
}

/// An account of the embedded Odoo.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    /// The id in `res.users`.
    pub user_id: i64,
    /// The id in `res.partner`.
    pub partner_id: i64,
    /// The login; the password is the same word.
    pub login: &'static str,
    /// Name for people.
    pub name: &'static str,
    /// The API key: good for JSON-2, `/jsonrpc` and XML-RPC, never for a session.
    pub api_key: &'static str,
    pub(crate) role: Role,
}

/// May do everything.
pub const ADMIN: Account = Account {
    user_id: 2,
    partner_id: 3,
    login: "admin",
    name: "Mitchell Admin",
    api_key: "a1d0000000000000000000000000000000000001",
    role: Role::Admin,
};

/// Works with all business data; no settings.
pub const DEMO: Account = Account {
    user_id: 6,
    partner_id: 6,
    login: "demo",
    name: "Marc Demo",
    api_key: "de30000000000000000000000000000000000002",
    role: Role::Demo,
};

/// An internal user who reads business data and writes little.
pub const CLERK: Account = Account {
    user_id: 7,
    partner_id: 7,
    login: "clerk",
    name: "Clara Clerk",
    api_key: "c1e0000000000000000000000000000000000003",
    role: Role::Clerk,
};

/// A customer: sees what is theirs and writes nothing.
pub const PORTAL: Account = Account {
    user_id: 8,
    partner_id: 8,
    login: "portal",
    name: "Joel Portal",
    api_key: "b0a0000000000000000000000000000000000004",
    role: Role::Portal,
};

/// Every account.
pub const ACCOUNTS: [Account; 4] = [ADMIN, DEMO, CLERK, PORTAL];

impl Account {
    /// The password of a session and of the RPC endpoints.
    #[must_use]
    pub fn password(&self) -> &'static str {
        self.login
    }

    pub(crate) fn by_login(login: &str) -> Option<Self> {
        ACCOUNTS.into_iter().find(|account| account.login == login)
    }

    pub(crate) fn by_id(user_id: i64) -> Option<Self> {
        ACCOUNTS.into_iter().find(|account| account.user_id == user_id)
    }

    pub(crate) fn by_key(key: &str) -> Option<Self> {
        ACCOUNTS.into_iter().find(|account| account.api_key == key)
    }

    /// Whether a secret opens an RPC call: the password or the API key.
    pub(crate) fn accepts(&self, secret: &str) -> bool {
        secret == self.password() || secret == self.api_key
    }

    /// Whether the account is in a group.
    pub(crate) fn has_group(&self, group: &str) -> bool {
        match self.role {
            Role::Admin => group.contains('.') && !matches!(group, "base.group_portal" | "base.group_public"),
            Role::Demo => {
                matches!(group, "base.group_user" | "base.group_allow_export" | "base.group_partner_manager") || is_working_group(group)
            }
            Role::Clerk => group == "base.group_user",
            Role::Portal => group == "base.group_portal",
        }
    }
}

/// Groups of the business apps, managers' included, that the demo user has; those of `base` are settings.
fn is_working_group(group: &str) -> bool {
    let Some((module, name)) = group.split_once('.') else { return false };
    module != "base" && (name.contains("user") || name.contains("salesman") || name.contains("manager"))
}
