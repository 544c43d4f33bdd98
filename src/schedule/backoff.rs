use std::time::Duration;

/// From the first failed attempt on; [`DAILY`] follows.
const DELIVERY_DELAYS_S: [u64; 7] = [5, 60, 5 * 60, 30 * 60, 2 * 3_600, 5 * 3_600, 10 * 3_600];
const DAILY: Duration = Duration::from_hours(24);
/// After this long a delivery is dead.
const DELIVERY_LIFE: Duration = Duration::from_hours(72);

/// Doubling back-off: `base * 2^(failures - 1)`, at most `cap`, times `0.8 + 0.4 * jitter` with `jitter` in 0..1.
///
/// No failures count as one. What jitter adds beyond `cap` is taken away below it instead: nothing waits longer than
/// `cap`, and those that have reached it do not all come back in the same moment.
///
/// ```
/// use std::time::Duration;
/// use vigie::schedule::backoff;
/// let minute = Duration::from_secs(60);
/// assert_eq!(backoff(3, minute, 60 * minute, 0.5), 4 * minute);
/// assert_eq!(backoff(40, minute, 60 * minute, 0.5), 60 * minute);
/// ```
#[must_use]
pub fn backoff(failures: u32, base: Duration, cap: Duration, jitter: f64) -> Duration {
    let doubled =
        1_u32.checked_shl(failures.saturating_sub(1)).map_or(Duration::MAX, |n| base.saturating_mul(n));
    let delay = jittered(doubled.min(cap), jitter);
    delay.min(cap.saturating_sub(delay.saturating_sub(cap)))
}

/// Delay before delivery attempt `attempts + 1`: 5 s, 1 m, 5 m, 30 m, 2 h, 5 h, 10 h, then daily;
/// `None` when three days have been spent since the first attempt. ±20 % by `jitter` in 0..1.
///
/// The last attempt is made three days after the first, however short the delay before it then is.
///
/// ```
/// use std::time::Duration;
/// use vigie::schedule::delivery_retry;
/// assert_eq!(delivery_retry(2, Duration::from_secs(5), 0.5), Some(Duration::from_secs(60)));
/// assert_eq!(delivery_retry(9, Duration::from_secs(3 * 86_400), 0.5), None);
/// ```
#[must_use]
pub fn delivery_retry(attempts: u32, since_first: Duration, jitter: f64) -> Option<Duration> {
    if attempts == 0 {
        return Some(Duration::ZERO);
    }
    let left = DELIVERY_LIFE.checked_sub(since_first).filter(|left| !left.is_zero())?;
    let index = usize::try_from(attempts - 1).unwrap_or(usize::MAX);
    let delay = DELIVERY_DELAYS_S.get(index).map_or(DAILY, |seconds| Duration::from_secs(*seconds));
    Some(jittered(delay, jitter).min(left))
}

fn jittered(delay: Duration, jitter: f64) -> Duration {
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 0.5 };
    // In whole milliseconds: a float of seconds would leave dust such as 59.999999999 s.
    let millis = (delay.as_millis() as f64 * (0.8 + 0.4 * jitter)).round();
    if millis >= u64::MAX as f64 { Duration::MAX } else { Duration::from_millis(to_u64(millis)) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller passes a non-negative number below 2^64"
)]
fn to_u64(value: f64) -> u64 {
    value as u64
}
