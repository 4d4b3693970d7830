#pragma once

#include <kontor/host.hpp>
#include <kontor/view.hpp>
#include <map>
#include <string>
#include <vector>

#include "campaigns.hpp"
#include "outbox.hpp"

namespace kontor::sms {

// Who got one segment's message, what became of it, and by which consent it went: opened by a
// button for one user until that user closes it. Remembers in memory only. One thread at a time.
class Recipients {
 public:
  explicit Recipients(Host host) : host_(std::move(host)) {}

  // The same one again closes it.
  void toggle(const std::string& user, const std::string& campaign);
  // Buttons for `latest`, and below them the one that `user` has opened.
  void add_to(std::vector<view::Block>& blocks, const std::vector<Campaign>& latest,
              const std::string& user, const std::string& locale) const;

 private:
  void add_table(std::vector<view::Block>& blocks, const Campaign& campaign,
                 const std::string& locale) const;
  std::map<std::string, std::string> names_of(const std::vector<Message>& messages) const;

  Host host_;
  std::map<std::string, std::string> open_;  // Campaign by user.
};

}  // namespace kontor::sms
