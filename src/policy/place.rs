//! Where in a call something stands: a chain on the stack, written out only when there is something to tell.

use std::fmt;

/// One step of a place, and the way back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step<'p>,
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    /// An argument of the call.
    pub(super) fn root(name: &'p str) -> Self {
        Self { parent: None, step: Step::Key(name), depth: 0 }
    }

    /// A member of the object here.
    pub(super) fn key(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Key(name), depth: self.depth + 1 }
    }

    /// An item of the list here.
    pub(super) fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index), depth: self.depth + 1 }
    }

    /// Steps from the argument.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Key(name) if self.parent.is_none() => f.write_str(name),
            Step::Key(name) => write!(f, ".{name}"),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_the_caller_wrote_it() {
        let (values, line) = (Place::root("values"), Place::root("values"));
        let lines = values.key("order_line");
        let first = lines.index(0);
        assert_eq!(first.key("product_id").to_string(), "values.order_line[0].product_id");
        assert_eq!((line.to_string().as_str(), first.depth()), ("values", 2));
    }
}
