//! Where in a call something stands: a chain on the stack, written out only when there is something to tell.

use std::fmt::Write;

/// One step of a path, and the way back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    segment: Segment<'p>,
    depth: u32,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'p> {
    Key(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    /// The first step: a member of the call.
    pub(super) fn root(name: &'p str) -> Self {
        Self { parent: None, segment: Segment::Key(name), depth: 0 }
    }

    /// One step down into an object.
    pub(super) fn key(&'p self, name: &'p str) -> Self {
        Self { parent: Some(self), segment: Segment::Key(name), depth: self.depth + 1 }
    }

    /// One step down into a list.
    pub(super) fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), segment: Segment::Index(index), depth: self.depth + 1 }
    }

    /// Another member of the same object.
    pub(super) fn sibling<'q>(&self, name: &'q str) -> Path<'q>
    where
        'p: 'q,
    {
        Path { parent: self.parent, segment: Segment::Key(name), depth: self.depth }
    }

    /// Steps from the root.
    pub(super) fn depth(&self) -> u32 {
        self.depth
    }

    /// For people: `values.order_line[0][2].product_id`.
    pub(super) fn dotted(&self) -> String {
        let mut text = String::new();
        for segment in self.segments() {
            // INVARIANT: writing to a String does not fail.
            let _ = match segment {
                Segment::Key(name) if text.is_empty() => write!(text, "{name}"),
                Segment::Key(name) => write!(text, ".{name}"),
                Segment::Index(index) => write!(text, "[{index}]"),
            };
        }
        text
    }

    /// For machines: the JSON Pointer `/values/order_line/0/2/product_id`.
    pub(super) fn pointer(&self) -> String {
        let mut text = String::new();
        for segment in self.segments() {
            text.push('/');
            match segment {
                Segment::Key(name) => text.push_str(&name.replace('~', "~0").replace('/', "~1")),
                // INVARIANT: writing to a String does not fail.
                Segment::Index(index) => drop(write!(text, "{index}")),
            }
        }
        text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_told_for_people_and_for_machines() {
        let root = Path::root("values");
        let line = root.key("order_line");
        let (first, odd) = (line.index(0), root.key("a/b~c"));
        let product = first.key("product_id");
        assert_eq!(product.dotted(), "values.order_line[0].product_id");
        assert_eq!(product.pointer(), "/values/order_line/0/product_id");
        assert_eq!(odd.pointer(), "/values/a~1b~0c");
        assert_eq!(product.depth(), 3);
    }
}
