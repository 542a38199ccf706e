//! Files of records: listed, read and added through the record they hang on.

pub(super) mod content;
mod list_attachments;
mod local;
mod read_attachment;
mod upload_attachment;

pub(super) use list_attachments::ListAttachments;
pub(super) use read_attachment::ReadAttachment;
pub(super) use upload_attachment::UploadAttachment;
