//! Words that make a native reader stumble, in the messages of the product. `CONTRIBUTING.md` has the whole list; the worst are refused.

/// What is refused in a string of `src` or `sdk/src`, and what to write.
const REFUSED: [(&str, &str); 11] = [
    ("surely", "leave it out, or say what is known"),
    ("` is no ", "is not a"),
    (" is none of", "is not one of"),
    ("hardly meant", "unlikely to be intended"),
    ("are told", "are reported"),
    ("is told", "is reported"),
    ("let through", "allowed"),
    ("mended", "fixed"),
    ("most of them", "at most"),
    ("by place", "positional"),
    ("does not go with", "cannot be used with"),
];

/// What is refused everywhere in a source file, comments and names included.
const REFUSED_ANYWHERE: [(&str, &str); 10] = [
    ("surely", "leave it out, or say what is known"),
    ("hardly", "say what is known"),
    (" be let through", "be allowed"),
    (" is let through", "is allowed"),
    ("mended", "fixed"),
    (" tells ", "reports, returns, says"),
    ("are told", "are reported"),
    ("is told", "is reported"),
    ("was told", "was reported"),
    ("by place and by name", "positional and named"),
];

/// What is wrong with the words of a source file.
pub(super) fn faults(file: &str, text: &str) -> Vec<String> {
    if file.starts_with("generated/") || file.ends_with("tidy/words.rs") {
        return Vec::new();
    }
    let anywhere = text.lines().enumerate().flat_map(|(number, line)| {
        let refused = REFUSED_ANYWHERE.iter().filter(move |(word, _)| line.contains(word));
        refused.map(move |(word, better)| format!("{file}:{}: `{}`: {better}", number + 1, word.trim()))
    });
    let mut faults: Vec<String> = anywhere.collect();
    faults.extend(faults_of_messages(file, text));
    faults
}

fn faults_of_messages(file: &str, text: &str) -> Vec<String> {
    if !(file.starts_with("src/") || file.starts_with("sdk/src/")) || file.ends_with("agreement.rs") {
        return Vec::new();
    }
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    let found = lines.flat_map(|(number, line)| {
        let strings: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        let refused = REFUSED.iter().filter(move |(word, _)| strings.iter().any(|string| string.contains(word)));
        refused.map(move |(word, better)| format!("{file}:{}: `{}` in a message: {better}", number + 1, word.trim()))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_refused_in_a_message_only() {
        let source = "//! x\n// is no comment\nlet x = \"`y` is no time zone\";\n";
        assert_eq!(faults("src/x.rs", source), ["src/x.rs:3: `` is no` in a message: is not a"]);
        assert!(faults("sim/src/x.rs", source).is_empty());
    }

    #[test]
    fn the_worst_words_are_refused_in_comments_too() {
        assert_eq!(faults("sim/src/x.rs", "//! It tells a lie.\n"), ["sim/src/x.rs:1: `tells`: reports, returns, says"]);
        assert!(faults("generated/src/x.rs", "/// Surely, it tells a lie.\n").is_empty());
    }
}
