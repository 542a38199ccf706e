//! Every record shape of the recorded exchanges, decoded by the typed models.
