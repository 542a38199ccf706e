//! What is generated: `text` looks at the files alone, `own_crate` builds a crate of a user's own models.

#[cfg(test)]
mod own_crate;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod text;
