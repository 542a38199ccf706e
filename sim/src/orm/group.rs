//! `read_group`, `formatted_read_group` and `web_read_group`: records put into groups, groups ordered, cut and shown as each of them
//! shows it.

mod aggregate;
mod bucket;
mod having;
mod show;

use std::cmp::Ordering;
use std::collections::HashMap;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::Value;

use self::aggregate::Aggregate;
use self::bucket::Bucket;
use super::{Env, ids_of, unknown_field};
use crate::error::{OdooError, Outcome};

/// How groups are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Formatted {
    /// `read_group`: labels, `__domain`, `__range`.
    Classic,
    /// `formatted_read_group` of 19: values with labels, `__extra_domain`.
    New,
}

/// What was asked for.
#[derive(Debug)]
pub(crate) struct GroupCall<'a> {
    pub(crate) domain: &'a Value,
    pub(crate) groupby: Vec<String>,
    pub(crate) aggregates: Vec<String>,
    pub(crate) offset: usize,
    pub(crate) limit: Option<usize>,
    /// Conditions on the groups themselves, from 19 on.
    pub(crate) having: &'a Value,
    pub(crate) order: Option<&'a str>,
    pub(crate) lazy: bool,
    pub(crate) formatted: Formatted,
}

/// One field to group by.
#[derive(Debug)]
struct GroupBy<'a> {
    spec: &'a str,
    name: &'a str,
    granularity: Option<&'a str>,
    field: FieldSchema,
}

/// One group: where its records fell, and which they are.
#[derive(Debug)]
struct Group {
    buckets: Vec<Bucket>,
    ids: Vec<i64>,
}

impl Env<'_> {
    /// The groups, and how many there are before the cut.
    pub(crate) fn read_group(&self, schema: &ModelSchema, call: &GroupCall<'_>) -> Outcome<(Vec<Value>, usize)> {
        self.check_access(schema, super::access::Operation::Read)?;
        let used = if call.lazy { call.groupby.get(..1).unwrap_or_default() } else { call.groupby.as_slice() };
        let groupby = used.iter().map(|spec| self.group_by(schema, spec, call.formatted)).collect::<Outcome<Vec<_>>>()?;
        let aggregates = self.aggregates(schema, call)?;
        let mut groups = self.collect(schema, &groupby, self.matching(schema, call.domain)?);
        let having = self.having(schema, call)?;
        groups.retain(|group| self.group_has(schema, &having, group));
        self.order_groups(schema, &groupby, &aggregates, call.order, &mut groups)?;
        let length = groups.len();
        let cut = groups.iter().skip(call.offset).take(call.limit.unwrap_or(usize::MAX));
        Ok((cut.map(|group| self.show_group(schema, call, &groupby, &aggregates, group)).collect(), length))
    }

    fn group_by<'a>(&self, schema: &'a ModelSchema, spec: &'a str, formatted: Formatted) -> Outcome<GroupBy<'a>> {
        let (name, granularity) = spec.split_once(':').map_or((spec, None), |(name, granularity)| (name, Some(granularity)));
        let field = self.group_field(schema, name, formatted)?;
        let granularity = bucket::granularity(field.field_type, granularity, spec, formatted)?;
        Ok(GroupBy { spec, name, granularity, field })
    }

    /// The field at the end of a path, which the new method of 19 follows through many2one.
    fn group_field(&self, schema: &ModelSchema, path: &str, formatted: Formatted) -> Outcome<FieldSchema> {
        let (name, rest) = path.split_once('.').filter(|_| formatted == Formatted::New).unzip();
        let name = name.unwrap_or(path);
        let field = schema.fields.get(name).ok_or_else(|| unknown_field(&schema.model, name))?;
        if !self.sees(field) {
            return Err(self.hidden_field(schema, name));
        }
        match rest {
            Some(rest) if field.field_type == FieldType::Many2one => {
                let other = field.relation.as_deref().and_then(|model| self.find_schema(model));
                self.group_field(other.ok_or_else(|| unknown_field(&schema.model, path))?.as_ref(), rest, formatted)
            }
            Some(_) => Err(OdooError::value(format!("Only many2one path is accepted for the '{path}' groupby spec"))),
            None if field.groupable => Ok(field.clone()),
            None => Err(self.not_groupable(schema, name)),
        }
    }

    fn not_groupable(&self, schema: &ModelSchema, name: &str) -> OdooError {
        match self.series() {
            Series::V17 => OdooError::user(format!("The field {name} is not stored and cannot be grouped by")),
            Series::V18 | Series::V19 => self.not_stored(schema, name),
        }
    }

    /// Puts every record into its groups: one, or one for each record of an x2many.
    fn collect(&self, schema: &ModelSchema, groupby: &[GroupBy<'_>], ids: Vec<i64>) -> Vec<Group> {
        if groupby.is_empty() {
            return vec![Group { buckets: Vec::new(), ids }];
        }
        let mut groups: Vec<Group> = Vec::new();
        let mut known: HashMap<Vec<Bucket>, usize> = HashMap::new();
        for id in ids {
            for buckets in self.buckets_of(schema, groupby, id) {
                match known.get(&buckets).and_then(|at| groups.get_mut(*at)) {
                    Some(group) => group.ids.push(id),
                    None => {
                        known.insert(buckets.clone(), groups.len());
                        groups.push(Group { buckets, ids: vec![id] });
                    }
                }
            }
        }
        groups
    }

    /// The value to group by; a number that was never set is none.
    fn group_value(&self, schema: &ModelSchema, id: i64, name: &str) -> Value {
        if let Some((first, rest)) = name.split_once('.') {
            let other = schema.fields.get(first).and_then(|field| self.find_schema(field.relation.as_deref()?));
            let linked = ids_of(&self.column(schema, id, first)).first().copied();
            let value = other.zip(linked).map(|(other, id)| self.group_value(other.as_ref(), id, rest));
            return value.unwrap_or(Value::Bool(false));
        }
        match self.column(schema, id, name) {
            Value::Null => Value::Bool(false),
            value => value,
        }
    }

    fn buckets_of(&self, schema: &ModelSchema, groupby: &[GroupBy<'_>], id: i64) -> Vec<Vec<Bucket>> {
        let (mut all, zone) = (vec![Vec::new()], self.zone());
        for by in groupby {
            let own = bucket::of(&self.group_value(schema, id, by.name), by.field.field_type, by.granularity, &zone);
            let longer = |begun: &Vec<Bucket>| {
                own.iter().map(|bucket| [begun.as_slice(), std::slice::from_ref(bucket)].concat()).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }

    /// By the order asked for, else by the groups' own values.
    fn order_groups(
        &self,
        schema: &ModelSchema,
        groupby: &[GroupBy<'_>],
        aggregates: &[Aggregate<'_>],
        order: Option<&str>,
        groups: &mut [Group],
    ) -> Outcome<()> {
        let mut terms: Vec<(Term<'_>, Direction)> = Vec::new();
        for term in order.unwrap_or_default().split(',').map(str::trim).filter(|term| !term.is_empty()) {
            let (name, direction) = term.split_once(' ').unwrap_or((term, ""));
            terms.push((self.term(schema, name, groupby, aggregates)?, Direction::read(direction)));
        }
        terms.extend((0..groupby.len()).map(|position| (Term::Bucket(position), Direction::default())));
        groups.sort_by(|left, right| {
            let by_term = |(term, direction): &(Term<'_>, Direction)| self.compare_groups(schema, groupby, term, *direction, left, right);
            terms.iter().map(by_term).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        });
        Ok(())
    }

    fn compare_groups(
        &self,
        schema: &ModelSchema,
        groupby: &[GroupBy<'_>],
        term: &Term<'_>,
        direction: Direction,
        left: &Group,
        right: &Group,
    ) -> Ordering {
        match term {
            Term::Count => direction.of(left.ids.len().cmp(&right.ids.len())),
            Term::Aggregate(aggregate) => {
                let (left, right) = (self.aggregate(schema, aggregate, &left.ids), self.aggregate(schema, aggregate, &right.ids));
                direction.of(super::leaf::compare(&left, &right).unwrap_or(Ordering::Equal))
            }
            Term::Bucket(position) => match (groupby.get(*position), left.buckets.get(*position), right.buckets.get(*position)) {
                (Some(by), Some(left), Some(right)) => self.compare_buckets(by, direction, left, right),
                _ => Ordering::Equal,
            },
        }
    }

    /// Groups without a value are where the nulls are: last, but first where the order goes down.
    fn compare_buckets(&self, by: &GroupBy<'_>, direction: Direction, left: &Bucket, right: &Bucket) -> Ordering {
        let relation = by.field.relation.as_deref().filter(|_| by.field.field_type.is_relational());
        let is_empty = |bucket: &Bucket| by.field.field_type != FieldType::Boolean && bucket.is_empty();
        match (is_empty(left), is_empty(right), relation) {
            (false, false, Some(relation)) => direction.of(self.compare_linked(relation, left.value(), right.value(), 0)),
            (false, false, None) => direction.of(super::order::compare(left.value(), right.value())),
            (left, right, _) if direction.nulls_first => right.cmp(&left),
            (left, right, _) => left.cmp(&right),
        }
    }

    fn term<'a>(
        &self,
        schema: &'a ModelSchema,
        name: &'a str,
        groupby: &[GroupBy<'_>],
        aggregates: &'a [Aggregate<'a>],
    ) -> Outcome<Term<'a>> {
        if let Some(term) = term_of(name, groupby, aggregates) {
            return Ok(term);
        }
        // From 19 on an aggregate may order without being shown.
        let hidden = Some(name).filter(|name| self.series() == Series::V19 && name.contains(':'));
        match hidden.map(|name| self.read_aggregate(schema, name, Formatted::New)).transpose()?.flatten() {
            Some(aggregate) => Ok(Term::Aggregate(aggregate)),
            None => Err(OdooError::value(format!("Order term '{name}' is not a valid aggregate nor valid groupby"))),
        }
    }
}

/// Which way a term of an order goes.
#[derive(Debug, Clone, Copy, Default)]
struct Direction {
    descending: bool,
    nulls_first: bool,
}

impl Direction {
    fn read(written: &str) -> Self {
        let written = written.trim().to_lowercase();
        let descending = written.starts_with("desc");
        let nulls_first = if written.contains("nulls") { written.ends_with("first") } else { descending };
        Self { descending, nulls_first }
    }

    fn of(self, order: Ordering) -> Ordering {
        if self.descending { order.reverse() } else { order }
    }
}

/// What an order of groups names.
enum Term<'a> {
    Count,
    Bucket(usize),
    Aggregate(Aggregate<'a>),
}

fn term_of<'a>(name: &str, groupby: &[GroupBy<'_>], aggregates: &'a [Aggregate<'a>]) -> Option<Term<'a>> {
    let counted = groupby.first().is_some_and(|by| name.strip_suffix("_count") == Some(by.name));
    if name == "__count" || counted {
        return Some(Term::Count);
    }
    let bucket = groupby.iter().position(|by| by.spec == name || by.name == name);
    bucket.map(Term::Bucket).or_else(|| aggregates.iter().find(|aggregate| aggregate.is_named(name)).cloned().map(Term::Aggregate))
}
