//! Amounts of money as the decimal digits Odoo sends: no binary fraction shows up in a sum.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use thiserror::Error;

/// The largest number of decimals kept.
const MAX_SCALE: u32 = 18;

/// A decimal amount: `units / 10^scale`. Its currency is the record's own currency field.
#[derive(Debug, Clone, Copy, Default)]
pub struct Monetary {
    units: i128,
    scale: u32,
}

/// A text that is not an amount, or one with more digits than an amount has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an amount: expected digits, at most {MAX_SCALE} of them decimals")]
pub struct ParseMonetaryError(pub String);

impl Monetary {
    /// Nothing.
    pub const ZERO: Self = Self { units: 0, scale: 0 };

    /// `units / 10^scale`: 1999 and 2 are 19.99. `None` for more than 18 decimals.
    #[must_use]
    pub const fn new(units: i128, scale: u32) -> Option<Self> {
        if scale > MAX_SCALE { None } else { Some(Self { units, scale }) }
    }

    /// The nearest float, for statistics.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// The number Odoo sent. Odoo sends the shortest digits that name its float, and so does serde.
    pub(in crate::model) fn from_json(value: &Value) -> Option<Self> {
        let number = value.as_number()?;
        let text = number.to_string();
        text.parse().ok().or_else(|| scientific(&text))
    }

    /// A JSON number of the same digits.
    pub(in crate::model) fn to_json(self) -> Value {
        self.to_string().parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
    }

    fn at_scale(self, scale: u32) -> i128 {
        self.units.saturating_mul(10_i128.saturating_pow(scale.saturating_sub(self.scale)))
    }

    fn both(self, other: Self, combine: impl Fn(i128, i128) -> i128) -> Self {
        let scale = self.scale.max(other.scale);
        Self { units: combine(self.at_scale(scale), other.at_scale(scale)), scale }
    }
}

/// `1e-7`, `2.5E20`.
fn scientific(text: &str) -> Option<Monetary> {
    let (digits, exponent) = text.split_once(['e', 'E'])?;
    let (amount, exponent) = (digits.parse::<Monetary>().ok()?, exponent.parse::<i32>().ok()?);
    if exponent >= 0 {
        return Some(Monetary { units: amount.units.checked_mul(10_i128.checked_pow(exponent.unsigned_abs())?)?, scale: amount.scale });
    }
    let wanted = amount.scale.saturating_add(exponent.unsigned_abs());
    let dropped = wanted.saturating_sub(MAX_SCALE);
    let units = 10_i128.checked_pow(dropped).map_or(0, |power| amount.units / power);
    Some(Monetary { units, scale: wanted.min(MAX_SCALE) })
}

impl FromStr for Monetary {
    type Err = ParseMonetaryError;

    fn from_str(text: &str) -> Result<Self, ParseMonetaryError> {
        let error = || ParseMonetaryError(text.to_owned());
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let plain = !whole.is_empty() && whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit());
        let scale = u32::try_from(decimals.len()).ok().filter(|scale| plain && *scale <= MAX_SCALE).ok_or_else(error)?;
        let units: i128 = format!("{whole}{decimals}").parse().map_err(|_| error())?;
        Ok(Self { units: if text.starts_with('-') { -units } else { units }, scale })
    }
}

/// The shortest form with at least one decimal: `19.99`, `20.0`.
impl fmt::Display for Monetary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let power = 10_u128.saturating_pow(self.scale);
        let (whole, rest) = (self.units.unsigned_abs() / power, self.units.unsigned_abs() % power);
        let width = usize::try_from(self.scale).unwrap_or_default();
        let decimals = if width == 0 { String::new() } else { format!("{rest:0width$}") };
        let decimals = decimals.trim_end_matches('0');
        let sign = if self.units < 0 { "-" } else { "" };
        write!(f, "{sign}{whole}.{}", if decimals.is_empty() { "0" } else { decimals })
    }
}

impl PartialEq for Monetary {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Monetary {}

impl PartialOrd for Monetary {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Monetary {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at_scale(scale).cmp(&other.at_scale(scale))
    }
}

/// Equal amounts hash alike, whatever their decimals.
impl Hash for Monetary {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { mut units, mut scale } = *self;
        while scale > 0 && units % 10 == 0 {
            (units, scale) = (units / 10, scale - 1);
        }
        (units, scale).hash(state);
    }
}

/// As a text, so that no reader makes a binary fraction of it.
impl Serialize for Monetary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From a text or a number.
impl<'de> Deserialize<'de> for Monetary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let amount = value.as_str().map_or_else(|| Self::from_json(&value), |text| text.parse().ok());
        amount.ok_or_else(|| de::Error::custom("expected an amount"))
    }
}

impl Add for Monetary {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.both(other, i128::saturating_add)
    }
}

impl Sub for Monetary {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.both(other, i128::saturating_sub)
    }
}

impl Neg for Monetary {
    type Output = Self;

    fn neg(self) -> Self {
        Self { units: self.units.saturating_neg(), scale: self.scale }
    }
}

/// By a whole number. Other products need rounding, which is the currency's business.
impl Mul<i64> for Monetary {
    type Output = Self;

    fn mul(self, times: i64) -> Self {
        Self { units: self.units.saturating_mul(times.into()), scale: self.scale }
    }
}

impl Sum for Monetary {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn amount(text: &str) -> Monetary {
        text.parse().unwrap()
    }

    #[test]
    fn sums_have_no_binary_dust() {
        let sum: Monetary = ["0.1", "0.2", "-0.05"].map(amount).into_iter().sum();
        assert_eq!(sum.to_string(), "0.25");
        assert_eq!(amount("19.99") * 3, amount("59.97"));
        assert!(amount("2") > amount("1.999") && amount("2.0") == amount("2"));
    }

    #[test]
    fn what_odoo_sends_is_what_it_gets_back() {
        for number in [
            json!(8188.79),
            json!(0.1),
            json!(-145_328.41),
            json!(0),
            json!(0.0),
            json!(1e16),
            json!(1e-7),
            json!(9_007_199_254_740_993_i64),
        ] {
            let amount = Monetary::from_json(&number).unwrap();
            assert_eq!(amount.to_json().as_f64(), number.as_f64(), "{number}");
        }
        assert_eq!(Monetary::from_json(&json!(8188.79)).unwrap().to_string(), "8188.79");
        assert_eq!(Monetary::from_json(&json!("8188.79")), None);
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["", "-", ".5", "1,5", "1e3", "1.2.3", "0.1234567890123456789"] {
            assert!(text.parse::<Monetary>().is_err(), "{text}");
        }
    }
}
