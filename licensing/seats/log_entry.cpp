#include "licensing/seats/log_entry.hpp"

#include <algorithm>
#include <array>

namespace kontor::licensing {

namespace {

struct KindFacts {
  LogKind kind;
  std::string_view name;
  std::int64_t moved;
};

constexpr std::array kKinds{
    KindFacts{LogKind::opened, "opened", 0},
    KindFacts{LogKind::document_installed, "document-installed", 0},
    KindFacts{LogKind::license_revoked, "license-revoked", 0},
    KindFacts{LogKind::granted, "granted", 1},
    KindFacts{LogKind::lingering, "lingering", 0},
    KindFacts{LogKind::released, "released", -1},
    KindFacts{LogKind::expired, "expired", -1},
    KindFacts{LogKind::force_released, "force-released", -1},
    KindFacts{LogKind::revoked, "revoked", -1},
    KindFacts{LogKind::borrowed, "borrowed", 0},
    KindFacts{LogKind::returned, "returned", -1},
    KindFacts{LogKind::written_off, "written-off", 0},
    KindFacts{LogKind::borrow_expired, "borrow-expired", -1},
    KindFacts{LogKind::assigned, "assigned", 0},
    KindFacts{LogKind::unassigned, "unassigned", 0},
    KindFacts{LogKind::rebound, "rebound", 0},
    KindFacts{LogKind::forked, "forked", 0},
    KindFacts{LogKind::denied, "denied", 0},
};

const KindFacts& facts_of(LogKind kind) {
  return *std::find_if(kKinds.begin(), kKinds.end(),
                       [&](const KindFacts& facts) { return facts.kind == kind; });
}

}  // namespace

std::string_view name_of(LogKind kind) { return facts_of(kind).name; }

std::int64_t seats_moved(LogKind kind) { return facts_of(kind).moved; }

}  // namespace kontor::licensing
