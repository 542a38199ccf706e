//! `${NAME}` and `${NAME:-default}` in a text; `$$` is a dollar sign.

/// The text with its variables filled in, or the name of the first that is not set.
pub(super) fn filled<'t>(text: &'t str, variable: &dyn Fn(&str) -> Option<String>) -> Result<String, &'t str> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        filled.push_str(before);
        if let Some(more) = after.strip_prefix('$') {
            filled.push('$');
            rest = more;
        } else if let Some((inside, more)) = after.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
            let (name, default) = inside.split_once(":-").map_or((inside, None), |(name, default)| (name, Some(default)));
            let value = variable(name).filter(|value| !value.is_empty()).or(default.map(str::to_owned));
            filled.push_str(&value.ok_or(name)?);
            rest = more;
        } else {
            filled.push('$');
            rest = after;
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

/// The names of the variables in a text.
pub(in crate::config) fn variables(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.split("${").skip(1).filter_map(|after| after.split_once('}'));
    inside.map(|(inside, _)| inside.split_once(":-").map_or(inside, |(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::{filled, variables};

    #[test]
    fn variables_defaults_and_dollar_signs() {
        let variable = |name: &str| (name == "HOST").then(|| "acme".to_owned());
        assert_eq!(filled("https://${HOST}.example.com", &variable), Ok("https://acme.example.com".to_owned()));
        assert_eq!(filled("${USER:-bot}$$ $x ${", &variable), Ok("bot$ $x ${".to_owned()));
        assert_eq!(filled("${HOST}${USER}", &variable), Err("USER"));
        assert_eq!(variables("a: ${HOST}\nb: ${USER:-bot}$$ ${").collect::<Vec<_>>(), ["HOST", "USER"]);
    }
}
