//! What `up --json` and `status --json` print: all that a test or a script needs to use the server. Fields are added, never renamed.

use serde::{Deserialize, Serialize};

use super::secret::Secret;

/// A running Odoo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunningOdoo {
    /// `19`.
    pub(crate) series: String,
    /// Without a slash at the end.
    pub(crate) url: String,
    pub(crate) database: String,
    /// Modules asked for, sorted; more came along.
    pub(crate) modules: Vec<String>,
    /// First the administrator, then an ordinary user.
    pub(crate) logins: Vec<Login>,
    pub(crate) odoo_pid: u32,
    pub(crate) postgres_pid: u32,
    pub(crate) postgres_port: u16,
    /// Where Odoo writes its log.
    pub(crate) log_file: String,
}

/// One user, by password or by key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) login: String,
    pub(crate) password: Secret,
    /// Of scope `rpc`, without an end: for JSON-2 and in place of the password elsewhere, but not for a web session.
    pub(crate) api_key: Secret,
}

impl Login {
    /// A user of the demo data, whose password is the login.
    pub(crate) fn new(login: &str, api_key: Secret) -> Self {
        Self { login: login.to_owned(), password: Secret::new(login), api_key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_is_a_contract() {
        let running = RunningOdoo {
            series: "19".to_owned(),
            url: "http://127.0.0.1:8069".to_owned(),
            database: "odoo19".to_owned(),
            modules: vec!["crm".to_owned()],
            logins: vec![Login::new("admin", Secret::new("k"))],
            odoo_pid: 2,
            postgres_pid: 1,
            postgres_port: 5432,
            log_file: "/cache/odoo.log".to_owned(),
        };
        let text = serde_json::to_string(&running).unwrap();
        let expected = concat!(
            r#"{"series":"19","url":"http://127.0.0.1:8069","database":"odoo19","modules":["crm"],"#,
            r#""logins":[{"login":"admin","password":"admin","api_key":"k"}],"#,
            r#""odoo_pid":2,"postgres_pid":1,"postgres_port":5432,"log_file":"/cache/odoo.log"}"#
        );
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<RunningOdoo>(&text).unwrap(), running);
    }
}
