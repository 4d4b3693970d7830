#pragma once

namespace kontor::licensing {

// `kontor license reconcile …`: reading a market's whole log is the trade of kontor-vendor, which
// lies beside this program. Becomes it; returns the exit status 1 only if it cannot.
int reconcile(char** arguments);

}  // namespace kontor::licensing
