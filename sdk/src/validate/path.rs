//! Where in a call something stands: a chain on the stack, written out only when there is something to report.

use std::fmt;

use json_patch::jsonptr::{PointerBuf, Token};

/// One step of a path, and the way back.
#[derive(Debug, Clone, Copy)]
pub struct CallPath<'p> {
    parent: Option<&'p CallPath<'p>>,
    segment: Segment<'p>,
    depth: u32,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'p> {
    Key(&'p str),
    Index(usize),
}

impl<'p> CallPath<'p> {
    /// The first step: a member of the call.
    #[must_use]
    pub fn root(name: &'p str) -> Self {
        Self { parent: None, segment: Segment::Key(name), depth: 0 }
    }

    /// One step down into an object.
    #[must_use]
    pub fn key(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), segment: Segment::Key(name), depth: self.depth + 1 }
    }

    /// One step down into a list.
    #[must_use]
    pub fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), segment: Segment::Index(index), depth: self.depth + 1 }
    }

    /// Another member of the same object.
    pub(super) fn sibling<'q>(&self, name: &'q str) -> CallPath<'q>
    where
        'p: 'q,
    {
        CallPath { parent: self.parent, segment: Segment::Key(name), depth: self.depth }
    }

    /// Steps from the root.
    #[must_use]
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// For people: `values.order_line[0][2].product_id`.
    #[must_use]
    pub fn dotted(&self) -> String {
        self.to_string()
    }

    /// For machines: the JSON Pointer `/values/order_line/0/2/product_id`.
    pub(super) fn pointer(&self) -> PointerBuf {
        PointerBuf::from_tokens(self.segments().into_iter().map(|segment| match segment {
            Segment::Key(name) => Token::new(name),
            Segment::Index(index) => Token::from(index),
        }))
    }

    fn segments(&self) -> Vec<Segment<'p>> {
        let mut segments = vec![self.segment];
        let mut at = self.parent;
        while let Some(path) = at {
            segments.push(path.segment);
            at = path.parent;
        }
        segments.reverse();
        segments
    }
}

impl From<&CallPath<'_>> for String {
    fn from(path: &CallPath<'_>) -> Self {
        path.dotted()
    }
}

impl fmt::Display for CallPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments().into_iter().enumerate() {
            match segment {
                Segment::Key(name) if at == 0 => f.write_str(name)?,
                Segment::Key(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_reported_for_people_and_for_machines() {
        let root = CallPath::root("values");
        let line = root.key("order_line");
        let (first, odd) = (line.index(0), root.key("a/b~c"));
        let product = first.key("product_id");
        assert_eq!(product.dotted(), "values.order_line[0].product_id");
        assert_eq!(product.pointer().as_str(), "/values/order_line/0/product_id");
        assert_eq!(odd.pointer().as_str(), "/values/a~1b~0c");
        assert_eq!(product.depth(), 3);
    }
}
