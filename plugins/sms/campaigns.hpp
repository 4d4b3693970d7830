#pragma once

#include <kontor/plugin.hpp>
#include <kontor/time.hpp>
#include <string>
#include <vector>

#include "campaign.hpp"
#include "sender.hpp"

namespace kontor::sms {

// One text to the people of a segment who may be written to, in batches. One thread at a
// time.
class Campaigns {
 public:
  Campaigns(Host host, Sender& sender) : host_(std::move(host)), sender_(sender) {}

  void configure(const Json& settings, const std::string& locale);

  // Parts and price of one message. Throws Failure for a text that cannot be sent.
  ActionResult quote(const std::string& text) const;
  // People, parts and price of what send() would do; nothing leaves.
  ActionResult preview(const ActionRequest& request) const;
  ActionResult send(const ActionRequest& request);
  // The next people of a campaign, if `turn` is its turn. A message's id is made of campaign and
  // person, so a batch that runs twice sends nothing twice.
  Campaign run_batch(const std::string& id, std::int64_t turn);
  // The latest, newest first.
  std::vector<Campaign> recent(std::size_t most) const;
  // How many of its messages are in which state; kept once none can change any more.
  Json results_of(const Campaign& campaign);
  // A sentence if no price is set.
  std::string price(std::int64_t parts, const std::string& locale) const;
  // Goes on with campaigns whose next job a crash lost.
  void resume();
  bool are_running() const;

 private:
  Campaign campaign_of_request(const ActionRequest& request) const;
  std::string text_for(const Campaign& campaign, const op::Record& person) const;
  void write_to(const std::vector<op::Record>& people, Campaign& campaign);
  std::int64_t count(const Campaign& campaign) const;
  Campaign find(const std::string& id) const;  // Without an id if there is none.
  void go_on(Campaign& campaign, Time at);
  std::vector<op::Condition> conditions(const Json& filter) const;
  std::string price_of(std::int64_t parts, Json& output) const;
  void store(const Campaign& campaign);

  Host host_;
  Sender& sender_;
  Json settings_ = Json::object();
  std::string locale_ = "en";
  bool has_just_started_ = true;
};

}  // namespace kontor::sms
