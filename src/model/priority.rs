use super::words;

words! {
    /// How pressing a topic is; the order is low, normal, urgent.
    ///
    /// `low` goes to digests only; `urgent` skips quiet hours and `group_wait`.
    #[derive(Default)]
    Priority, "priority: write `low`, `normal` or `urgent`" {
        /// Digests only.
        Low = "low",
        /// Alerts and digests, within quiet hours and grouping.
        #[default]
        Normal = "normal",
        /// At once.
        Urgent = "urgent",
    }
}
