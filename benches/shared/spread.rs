//! Many measurements of one thing.

/// Measurements from the least to the most.
#[derive(Debug, Default)]
pub struct Spread(Vec<f64>);

impl Spread {
    /// The measurement below which so many percent of the others lie: 0 the least, 50 the median, 100 the most. 0 where nothing was
    /// measured.
    pub fn at(&self, percent: usize) -> f64 {
        self.0.get(self.0.len().saturating_sub(1) * percent / 100).copied().unwrap_or(0.0)
    }
}

impl FromIterator<f64> for Spread {
    fn from_iter<I: IntoIterator<Item = f64>>(measurements: I) -> Self {
        let mut measurements: Vec<f64> = measurements.into_iter().collect();
        measurements.sort_unstable_by(f64::total_cmp);
        Self(measurements)
    }
}
