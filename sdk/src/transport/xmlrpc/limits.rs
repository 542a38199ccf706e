//! What bounds a hostile or mistaken document. Its size is bounded while it is read from the network.

/// How deep values may nest, as in JSON.
pub(super) const MAX_DEPTH: usize = 128;
