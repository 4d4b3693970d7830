#pragma once

#include <CLI/CLI.hpp>
#include <optional>

#include "marketplace/cli/operator/review_verbs.hpp"

namespace kontor::marketplace {

// The part of the operator's command line that is about packages.
class ReviewCommands {
 public:
  explicit ReviewCommands(CLI::App& app);
  ReviewCommands(const ReviewCommands&) = delete;
  ReviewCommands& operator=(const ReviewCommands&) = delete;

  // The answer of the verb that was typed; nothing if it was none of these.
  std::optional<Result<Json>> run() const;
  bool as_json() const { return as_json_; }

 private:
  using Verb = Result<Json> (*)(const ReviewWish&);
  CLI::App* add(CLI::App& app, const char* name, const char* about, Verb verb);
  void add_signing(CLI::App& verb);

  ReviewWish wish_;
  bool as_json_ = false;
  std::vector<std::pair<CLI::App*, Verb>> verbs_;
};

}  // namespace kontor::marketplace
