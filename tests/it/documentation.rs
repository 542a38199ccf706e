//! What the README and the examples in `config/` say is what the program does.
