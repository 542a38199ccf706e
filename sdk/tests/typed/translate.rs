//! One series' tokens against a server of another.

