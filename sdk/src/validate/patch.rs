//! Steps of JSON Patch (RFC 6902) that fix a call, made of pointers that are known to be such.

use json_patch::jsonptr::{Pointer, PointerBuf};
use json_patch::{AddOperation, MoveOperation, RemoveOperation, ReplaceOperation};
use serde_json::Value;

pub use json_patch::PatchError;
/// One step of a patch; its pointers point into the call (`/values/name`).
pub use json_patch::PatchOperation as PatchOp;

/// The pointer to a dotted path such as `records[3].name`.
#[must_use]
pub fn pointer(path: &str) -> PointerBuf {
    PointerBuf::from_tokens(path.split(['.', '[']).filter(|part| !part.is_empty()).map(|part| part.trim_end_matches(']')))
}

/// Puts a new member, or inserts into a list.
#[must_use]
pub fn add(path: PointerBuf, value: Value) -> PatchOp {
    PatchOp::Add(AddOperation { path, value })
}

/// Takes a member away.
#[must_use]
pub fn remove(path: PointerBuf) -> PatchOp {
    PatchOp::Remove(RemoveOperation { path })
}

/// Puts another value in place of the present one.
#[must_use]
pub fn replace(path: PointerBuf, value: impl Into<Value>) -> PatchOp {
    PatchOp::Replace(ReplaceOperation { path, value: value.into() })
}

/// Takes a value away and puts it elsewhere.
#[must_use]
pub fn rename(from: PointerBuf, path: PointerBuf) -> PatchOp {
    PatchOp::Move(MoveOperation { from, path })
}

/// Applies the steps in order, all or none.
///
/// # Errors
///
/// At the first step whose place is not in the document, which is then as it was.
pub fn apply_patch(document: &mut Value, steps: &[PatchOp]) -> Result<(), PatchError> {
    json_patch::patch(document, steps)
}

/// The same step in a document where what stood at `from` stands at `to`.
pub(super) fn moved(step: PatchOp, from: &Pointer, to: &Pointer) -> PatchOp {
    let at = |path: PointerBuf| {
        let mut rest = path.tokens();
        if from.tokens().all(|token| rest.next() == Some(token)) {
            return PointerBuf::from_tokens(to.tokens().chain(rest));
        }
        path
    };
    match step {
        PatchOp::Add(step) => add(at(step.path), step.value),
        PatchOp::Remove(step) => remove(at(step.path)),
        PatchOp::Replace(step) => replace(at(step.path), step.value),
        PatchOp::Move(step) => rename(at(step.from), at(step.path)),
        // No fix copies or tests.
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fixes_a_document() {
        let mut call = json!({"values": {"nmae": "a", "tags": [1, 2], "x": 1}});
        let at = |path| pointer(path);
        let steps = [
            rename(at("values.nmae"), at("values.name")),
            replace(at("values.tags[1]"), 3),
            add(at("values.tags[0]"), json!(0)),
            remove(at("values.x")),
        ];
        apply_patch(&mut call, &steps).unwrap();
        assert_eq!(call, json!({"values": {"name": "a", "tags": [0, 1, 3]}}));
        assert_eq!(serde_json::to_value(&steps[0]).unwrap(), json!({"op": "move", "from": "/values/nmae", "path": "/values/name"}));
    }

    #[test]
    fn a_patch_that_does_not_fit_changes_nothing() {
        let mut call = json!({"values": {"a": 1}});
        let steps = [remove(pointer("values.a")), remove(pointer("values.x"))];
        let error = apply_patch(&mut call, &steps).unwrap_err();
        assert_eq!((error.operation, error.path.as_str()), (1, "/values/x"));
        assert_eq!(call, json!({"values": {"a": 1}}));
    }

    #[test]
    fn steps_move_by_whole_segments() {
        let step = |path| replace(pointer(path), 1);
        let moved = |path| moved(step(path), &pointer("values"), &pointer("records[3]"));
        assert_eq!(moved("values.x"), step("records[3].x"));
        assert_eq!(moved("values_of_others.x"), step("values_of_others.x"));
    }
}
