#pragma once

#include <string>
#include <vector>

#include "host/access/accounts.hpp"
#include "host/app/notices.hpp"
#include "host/trust/evidence_store.hpp"
#include "host/trust/install_requests.hpp"
#include "host/trust/policy_rules.hpp"
#include "host/trust/policy_store.hpp"
#include "marketplace/client/market_client.hpp"

namespace kontor::host {

// The one place where it is decided whether a release may be installed, updated to or loaded:
// the company's policy, the kill switch, the log and the review. Any thread.
class TrustGate {
 public:
  struct Parts {
    db::Database& database;
    const Clock& clock;
    IdSource& ids;
    Accounts& accounts;
    Notices& notices;
    marketplace::MarketClient* market = nullptr;
    std::vector<crypto::PublicKey> policy_keys = {};  // Of administrators, from the configuration.
    std::string installation = {};                    // Its place in staged roll-outs.
    bool judges = true;                               // A rehearsal installs nothing for anybody.
  };
  explicit TrustGate(Parts parts);

  PolicyStore& policy() { return policy_; }
  InstallRequests& requests() { return requests_; }
  EvidenceStore& evidence() { return evidence_; }

  struct Release {
    marketplace::MarketPackage package;
    marketplace::Evidence evidence;
  };
  struct Wanted {
    std::string plugin = {};
    std::string version = {};    // Empty: the newest the company takes.
    std::string installed = {};  // Only newer ones are looked at, unless a version is named.
    marketplace::MarketClient* market = nullptr;  // Another than the company's own.
    bool by_policy = false;  // No further than the policy lets updates go by themselves.
  };
  // What to download. Refreshes the market's metadata first. A named version is answered
  // whatever the policy says of it; admit() says it. not_found if nothing is signed, conflict
  // if nothing newer fits, the policy's own error if it is the policy that speaks against it.
  Result<Release> choose(const Wanted& wanted);
  // All releases of a plugin with what the policy says: [{"version","channel","age_hours",
  // "review","yanked","deprecated","successor","refused":[…],"chosen"}], newest first.
  Result<Json> releases(const std::string& plugin);

  Candidate candidate(const package::Manifest& manifest, const std::string& package_sha256,
                      const Release* release) const;
  // ok, or forbidden naming rule, wanted and found; or forbidden with the code
  // "approval-required" when `actor` may only ask, which is then noted. Audited.
  Status admit(const Principal& actor, const Candidate& candidate);
  // Before an installed package is loaded: not killed, and what stood behind it still does. No
  // request, and no expiry.
  Status may_load(const std::string& plugin, const std::string& version,
                  const std::string& package_sha256, const std::filesystem::path& folder);

  // Whether the policy lets this user decide.
  Result<bool> may_approve(const Principal& actor);

 private:
  Candidate described(const marketplace::MarketPackage& package,
                      const marketplace::Evidence& evidence) const;
  void add_killed(Candidate& candidate) const;
  Result<Release> look_up(const Wanted& wanted, marketplace::MarketClient& market);
  Result<marketplace::MarketClient*> own_market() const;
  Status audit(const Principal& actor, const std::string& action, const Candidate& candidate,
               Json detail);
  Status ask_for_approval(const Principal& actor, const Candidate& candidate);
  void tell_approvers(const InstallPolicy& policy, const std::string& text);

  Parts parts_;
  PolicyStore policy_;
  InstallRequests requests_;
  EvidenceStore evidence_;
};

}  // namespace kontor::host
