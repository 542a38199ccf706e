//! The fields of the sign-in, and of the way to one's own grants.

use axum::http::StatusCode;
use axum::response::Response;

use super::authorize::Asked;
use super::page::{error, escaped, page};
use super::redirect;
use super::scope::Level;
use super::texts::Texts;

/// What a form needs to know.
pub(super) struct Form<'a> {
    pub(super) texts: &'a Texts,
    /// What a client asks for; `None` on the way to one's own grants.
    pub(super) asked: Option<&'a Asked>,
    /// What comes back with the form, sealed.
    pub(super) sealed: &'a str,
    /// Addresses of the Odoos to choose from.
    pub(super) odoos: Vec<&'a str>,
    /// Whether a database has to be named.
    pub(super) asks_database: bool,
    /// How far anybody reaches.
    pub(super) most: Level,
}

/// What was typed before, and what was wrong with it.
#[derive(Clone, Copy, Default)]
pub(super) struct Before<'a> {
    pub(super) error: Option<&'a str>,
    pub(super) login: &'a str,
    pub(super) database: &'a str,
}

impl Form<'_> {
    /// The page.
    pub(super) fn page(&self, status: StatusCode, before: Before<'_>) -> Response {
        let title = if self.asked.is_some() { self.texts.sign_in } else { self.texts.account };
        page(self.texts, status, title, &self.body(before))
    }

    fn body(&self, before: Before<'_>) -> String {
        let texts = self.texts;
        let (head, action, buttons) = match self.asked {
            Some(asked) => (self.client(asked), "/oauth/authorize", self.buttons()),
            None => (format!("<p>{}</p>\n", texts.account_hint), "/account", format!("<button>{}</button>\n", texts.allow)),
        };
        let error = before.error.map(error).unwrap_or_default();
        let access = self.asked.map(|asked| self.access(asked)).unwrap_or_default();
        format!(
            "{head}{error}<form method=\"post\" action=\"{action}\" autocomplete=\"off\">\n\
             <input type=\"hidden\" name=\"request\" value=\"{}\">\n{}{}\
             <label>{}<input name=\"login\" value=\"{}\" autocomplete=\"username\" autocapitalize=\"none\" required autofocus></label>\n\
             <label>{}<input name=\"secret\" type=\"password\" autocomplete=\"off\" required></label>\n<p class=\"hint\">{}</p>\n\
             {access}{buttons}</form>\n",
            escaped(self.sealed),
            self.odoo(),
            self.database(before.database),
            texts.login,
            escaped(before.login),
            texts.secret,
            texts.secret_hint,
        )
    }

    /// Who asks, and where the answer goes.
    fn client(&self, asked: &Asked) -> String {
        let (name, host) = (escaped(&asked.name), escaped(&redirect::shown_host(&asked.redirect)));
        let [wants, end] = self.texts.wants;
        let is_local = redirect::is_local(&asked.redirect);
        let local = if is_local { format!("<p class=\"note\">{}</p>\n", self.texts.local) } else { String::new() };
        format!("<p><strong>{name}</strong> {wants} <strong>{host}</strong>{end}</p>\n{local}")
    }

    fn odoo(&self) -> String {
        if self.odoos.len() < 2 {
            return String::new();
        }
        let options: String = self.odoos.iter().map(|url| format!("<option>{}</option>", escaped(url))).collect();
        format!("<label>{}<select name=\"odoo\">{options}</select></label>\n", self.texts.odoo)
    }

    fn database(&self, before: &str) -> String {
        if !self.asks_database {
            return String::new();
        }
        format!("<label>{}<input name=\"database\" value=\"{}\"></label>\n", self.texts.database, escaped(before))
    }

    /// As far as the client asks for, or less.
    fn access(&self, asked: &Asked) -> String {
        let widest = asked.granted.level.min(self.most);
        let choice = |level: Level| {
            let (name, checked) = (level.name(), if level == widest { " checked" } else { "" });
            let text = self.texts.levels.get(level as usize).copied().unwrap_or_default();
            format!("<label class=\"choice\"><input type=\"radio\" name=\"access\" value=\"{name}\"{checked}>{text}</label>\n")
        };
        let choices: String = Level::ALL.into_iter().filter(|level| *level <= widest).map(choice).collect();
        let only = if widest == Level::Read { format!("<p class=\"hint\">{}</p>\n", self.texts.only_reads) } else { String::new() };
        format!("<fieldset><legend>{}</legend>\n{choices}{only}</fieldset>\n<p class=\"hint\">{}</p>\n", self.texts.may, self.texts.lasts)
    }

    fn buttons(&self) -> String {
        format!(
            "<button name=\"decision\" value=\"allow\">{}</button>\n\
             <button name=\"decision\" value=\"deny\" class=\"plain\" formnovalidate>{}</button>\n",
            self.texts.allow, self.texts.deny
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::scope::Granted;
    use super::super::texts::ENGLISH;
    use super::*;

    fn html(redirect: &str, level: Level, most: Level) -> String {
        let granted = Granted { level, offline: false };
        let (client, challenge, name) = ("c".to_owned(), "x".to_owned(), "<script>alert(1)</script>".to_owned());
        let asked = Asked { client, name, redirect: redirect.to_owned(), state: None, challenge, granted };
        let odoos = vec!["https://a.example", "https://b.example"];
        let form = Form { texts: &ENGLISH, asked: Some(&asked), sealed: "ogf_1", odoos, asks_database: true, most };
        form.body(Before { error: Some("No."), login: "\"><b>", database: "" })
    }

    #[test]
    fn nothing_that_a_stranger_wrote_is_more_than_text_and_the_page_needs_no_script() {
        let page = html("https://claude.ai/cb", Level::Admin, Level::Admin);
        assert!(!page.contains("<script") && !page.contains("<b>") && page.contains("&lt;script&gt;"), "{page}");
        assert!(page.contains("claude.ai") && page.contains("odoo:write") && !page.contains(ENGLISH.local), "{page}");
    }

    #[test]
    fn a_program_on_this_computer_is_warned_of_and_no_more_is_offered_than_is_asked_for_and_allowed() {
        let page = html("http://127.0.0.1:33418/", Level::Read, Level::Admin);
        assert!(page.contains(ENGLISH.local) && page.contains(ENGLISH.only_reads) && !page.contains("odoo:write"), "{page}");
        assert!(!html("http://127.0.0.1/", Level::Admin, Level::Read).contains("odoo:write"));
        assert!(html("http://127.0.0.1/", Level::Write, Level::Admin).contains("value=\"odoo:write\" checked"));
    }
}
