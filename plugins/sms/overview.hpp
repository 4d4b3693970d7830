#pragma once

#include <kontor/plugin.hpp>
#include <kontor/view.hpp>
#include <string>
#include <utility>
#include <vector>

#include "campaigns.hpp"
#include "recipients.hpp"
#include "sender.hpp"

namespace kontor::sms {

// The add-on's page in the main menu: a message to a segment with its price before it goes, what
// became of earlier ones, the messages nobody knows about with the question, and what strangers
// wrote.
class Overview {
 public:
  Overview(Host host, Sender& sender, Campaigns& campaigns)
      : host_(std::move(host)), sender_(sender), campaigns_(campaigns), recipients_(host_) {}

  MenuResult page(const MenuRequest& request);
  // Opens or closes the list of a campaign's recipients for a user.
  void toggle_recipients(const std::string& user, const std::string& campaign) {
    recipients_.toggle(user, campaign);
  }

 private:
  using Blocks = std::vector<view::Block>;
  void add_campaigns(Blocks& blocks, const MenuRequest& request);
  void add_uncertain(Blocks& blocks, const std::string& locale) const;
  void add_strangers(Blocks& blocks, const std::string& locale) const;
  std::string name_of(const std::string& person) const;

  Host host_;
  Sender& sender_;
  Campaigns& campaigns_;
  Recipients recipients_;
};

}  // namespace kontor::sms
