//! Links that carry a token: whoever holds one is let in, so none leaves in an answer.

/// Whether a text has a link, or the rest of one, that carries a token: a parameter named so, or a universally unique id.
pub(crate) fn has_token(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let has_parameter = lower.split(['?', '&', ';']).skip(1).any(|parameter| {
        let name = parameter.split('=').next().unwrap_or_default();
        name.ends_with("token") && name.len() < parameter.len()
    });
    let is_path = lower.contains('/');
    has_parameter || is_path && lower.split(|c: char| !(c.is_ascii_hexdigit() || c == '-')).any(is_unique_id)
}

/// `8-4-4-4-12` hexadecimal digits, or 32 of them together.
fn is_unique_id(word: &str) -> bool {
    let parts: Vec<usize> = word.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] || parts == [32]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_is_known_by_its_name_or_by_its_form() {
        let check = |text: &str, expected| assert_eq!(has_token(text), expected, "{text}");
        check("/my/projects/10?access_token=abc", true);
        check("/my/orders/7?report_type=pdf&access_token=a-b", true);
        check("https://x.example/survey/start/0f2a7d5c-1b2c-4d5e-8f90-0123456789ab", true);
        check("/survey/print/0f2a7d5c1b2c4d5e8f900123456789ab?x=1", true);
        check("/web#id=7&model=sale.order", false);
        check("https://x.example/shop/desk-4", false);
        check("the token is lost; ask again", false);
        check("0f2a7d5c-1b2c-4d5e-8f90-0123456789ab", false);
    }
}
