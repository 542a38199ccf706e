//! What is sent: `formatted_read_group` from 19 on, before it `read_group` with a short alias for each aggregate, so that two
//! aggregates of one field do not hide each other.

use odoo_sdk::schema::{FieldType, Lookup, ModelSchema, SchemaSource};
use odoo_sdk::{Call, Series};
use serde_json::{Value, json};

/// Most groups that are fetched to be filtered here.
pub(super) const MOST_FILTERED: usize = 10_000;

/// A grouped call, after it was checked.
pub(super) struct Plan<'a> {
    schema: &'a ModelSchema,
    /// The other models that paths lead to, loaded when the call was checked.
    others: &'a (dyn SchemaSource + Sync),
    series: Series,
    pub(super) groupby: Vec<String>,
    /// Asked for by the caller, then those that only `having` or the order need.
    pub(super) aggregates: Vec<String>,
    /// How many of them the caller asked for.
    asked: usize,
    domain: Value,
    having: Vec<Value>,
    /// Terms: what is sorted by, and the rest of the term (`desc`).
    order: Vec<(String, String)>,
}

impl<'a> Plan<'a> {
    /// For a call that was checked.
    pub(super) fn new(schema: &'a ModelSchema, others: &'a (dyn SchemaSource + Sync), series: Series, call: &Value) -> Self {
        let mut plan = Self {
            schema,
            others,
            series,
            groupby: texts(call.get("groupby")),
            aggregates: texts(call.get("aggregates")),
            asked: 0,
            domain: call.get("domain").cloned().unwrap_or_default(),
            having: call.get("having").and_then(Value::as_array).cloned().unwrap_or_default(),
            order: Vec::new(),
        };
        plan.aggregates.retain(|aggregate| aggregate != "__count");
        plan.asked = plan.aggregates.len();
        plan.order = plan.terms(call.get("order").and_then(Value::as_str).unwrap_or_default());
        plan.leave_none_even();
        let in_having: Vec<String> = plan.having.iter().filter_map(|leaf| Some(leaf.get(0)?.as_str()?.to_owned())).collect();
        for name in in_having.into_iter().chain(plan.order.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()) {
            plan.also(name);
        }
        plan
    }

    /// Whether `having` has to be applied to the answer.
    pub(super) fn is_filtered_here(&self) -> bool {
        self.series < Series::V19 && !self.having.is_empty()
    }

    /// The domain over the aggregates.
    pub(super) fn having(&self) -> &[Value] {
        &self.having
    }

    /// Whether the caller asked for an aggregate.
    pub(super) fn was_asked(&self, at: usize) -> bool {
        at < self.asked
    }

    /// A group without the aggregates that only `having` needed.
    pub(super) fn without_unasked(&self, mut group: Value) -> Value {
        if let Some(group) = group.as_object_mut() {
            self.aggregates.iter().skip(self.asked).for_each(|name| drop(group.remove(name)));
        }
        group
    }

    /// Whether groups are times, whose days and weeks are somebody's.
    pub(super) fn has_times(&self) -> bool {
        self.groupby.iter().any(|spec| self.field_type(spec) == Some(FieldType::Datetime))
    }

    /// The type of the field of `field:granularity` or `field:function`, at the end of its path; `None` for a property.
    pub(super) fn field_type(&self, spec: &str) -> Option<FieldType> {
        type_at(self.schema, self.others, field_of(spec))
    }

    /// The name under which Odoo answers an aggregate.
    pub(super) fn answered_as(&self, at: usize) -> String {
        match self.series {
            Series::V17 | Series::V18 => format!("a{at}"),
            Series::V19 => self.aggregates.get(at).cloned().unwrap_or_default(),
        }
    }

    /// The request. One group more than wanted shows whether there are more.
    pub(super) fn request(&self, limit: u32, offset: u32) -> Call {
        let (limit, offset) = match self.is_filtered_here() {
            true => (u32::try_from(MOST_FILTERED).unwrap_or(u32::MAX), 0),
            false => (limit.saturating_add(1), offset),
        };
        let call = match self.series {
            Series::V17 | Series::V18 => self.read_group(),
            Series::V19 => self.formatted_read_group(),
        };
        call.named("limit", limit).named("offset", offset)
    }

    fn read_group(&self) -> Call {
        let alias = |(at, spec): (usize, &String)| {
            let (field, function) = spec.split_once(':').unwrap_or((spec, ""));
            Value::String(format!("a{at}:{function}({field})"))
        };
        let fields: Vec<Value> = self.aggregates.iter().enumerate().map(alias).collect();
        let groupby = self.groupby.iter().map(|spec| Value::from(spec.as_str()));
        let call = Call::read_group(&self.schema.model, self.domain.clone(), fields, groupby).named("lazy", false);
        self.ordered(call, "orderby", |name| match self.aggregates.iter().position(|known| known == name) {
            Some(at) => format!("a{at}"),
            None => self.sorted_as(name).to_owned(),
        })
    }

    fn formatted_read_group(&self) -> Call {
        let aggregates: Vec<&str> = self.aggregates.iter().map(String::as_str).chain(["__count"]).collect();
        let call = Call::new(&self.schema.model, "formatted_read_group")
            .named("domain", self.domain.clone())
            .named("groupby", json!(self.groupby))
            .named("aggregates", json!(aggregates))
            .named("having", Value::Array(self.having.clone()))
            .read();
        self.ordered(call, "order", str::to_owned)
    }

    fn ordered(&self, call: Call, argument: &str, name: impl Fn(&str) -> String) -> Call {
        if self.order.is_empty() {
            return call;
        }
        let terms = self.order.iter().map(|(sorted_by, direction)| format!("{}{direction}", name(sorted_by)));
        call.named(argument, terms.collect::<Vec<_>>().join(", "))
    }

    /// The terms of an order, each by the groupby or the aggregate it means: `date` stands for `date:month`, `amount` for its own sum.
    fn terms(&self, order: &str) -> Vec<(String, String)> {
        let terms = order.split(',').map(str::trim).filter(|term| !term.is_empty());
        let term = |term: &str| {
            let (name, direction) = term.split_once(' ').map_or((term, String::new()), |(name, rest)| (name, format!(" {}", rest.trim())));
            (self.meant(name.trim_matches('"')), direction)
        };
        terms.map(term).collect()
    }

    /// Groups that an order leaves even are sorted by what they are grouped by, so that pages follow each other.
    fn leave_none_even(&mut self) {
        if self.order.is_empty() {
            return;
        }
        let rest = self.groupby.iter().filter(|spec| !self.order.iter().any(|(name, _)| name == *spec));
        let rest: Vec<_> = rest.map(|spec| (spec.clone(), String::new())).collect();
        self.order.extend(rest);
    }

    /// How 17 and 18 are asked to sort by a group: by its field, or where a field is grouped by twice by its granularity too.
    fn sorted_as<'b>(&self, name: &'b str) -> &'b str {
        let field = field_of(name);
        let is_only = self.groupby.iter().filter(|spec| field_of(spec) == field).count() < 2;
        if is_only { field } else { name }
    }

    fn meant(&self, name: &str) -> String {
        let is_known = |spec: &&String| *spec == name || field_of(spec) == name;
        if let Some(spec) = self.groupby.iter().find(is_known).or_else(|| self.aggregates.iter().find(is_known)) {
            return spec.clone();
        }
        match self.schema.fields.get(name).and_then(|field| field.aggregator.as_deref()) {
            Some(function) => format!("{name}:{function}"),
            None => name.to_owned(),
        }
    }

    fn also(&mut self, name: String) {
        let is_aggregate = name.contains(':') && !self.groupby.contains(&name);
        if is_aggregate && !self.aggregates.contains(&name) {
            self.aggregates.push(name);
        }
    }
}

fn type_at(schema: &ModelSchema, others: &dyn SchemaSource, path: &str) -> Option<FieldType> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let field = schema.fields.get(name)?;
    let Some(rest) = rest else { return Some(field.field_type) };
    match others.lookup(field.relation.as_deref()?) {
        Lookup::Found(other) => type_at(&other, others, rest),
        Lookup::Absent | Lookup::Unloaded => None,
    }
}

fn field_of(spec: &str) -> &str {
    spec.split_once(':').map_or(spec, |(field, _)| field)
}

fn texts(list: Option<&Value>) -> Vec<String> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use odoo_sdk::schema::{FieldSchema, Models};

    use super::*;

    fn requests(call: &Value) -> [Value; 2] {
        let mut schema = ModelSchema { model: "sale.order".to_owned(), ..ModelSchema::default() };
        let amount = FieldSchema { aggregator: Some("sum".to_owned()), ..FieldSchema::new(FieldType::Monetary) };
        schema.fields.insert("amount".to_owned(), amount);
        schema.fields.insert("date".to_owned(), FieldSchema::new(FieldType::Datetime));
        [Series::V17, Series::V19].map(|series| {
            let call = Plan::new(&schema, &Models::default(), series, call).request(10, 5);
            json!({"method": call.method, "positional": call.positional, "named": call.named})
        })
    }

    #[test]
    fn one_call_for_every_series() {
        insta::assert_json_snapshot!(requests(&json!({
            "groupby": ["date:month"], "aggregates": ["amount:avg", "__count", "amount:max"],
            "domain": [["amount", ">", 1]], "order": "amount desc, date, __count desc",
        })));
    }

    #[test]
    fn having_is_sent_where_odoo_knows_it() {
        let call = json!({"groupby": [], "aggregates": [], "domain": [], "having": [["amount:sum", ">", 3]]});
        insta::assert_json_snapshot!(requests(&call));
    }
}
