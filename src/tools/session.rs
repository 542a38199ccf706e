//! Toolset `session`: who works here. A credential goes to Odoo and nowhere else: no log, no answer, no audit line has it.

mod login;
mod logout;
mod whoami;

pub(super) use login::Login;
pub(super) use logout::Logout;
pub(super) use whoami::Whoami;
