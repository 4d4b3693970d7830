#include "sdk/trace/call_tree.hpp"

#include <map>

namespace kontor::trace {

CallTree call_tree(const Trace& trace) {
  CallTree tree;
  std::map<std::uint64_t, Call*> by_id;
  for (const Record& record : trace.records) {
    if (record.kind == Kind::call_to_plugin || record.kind == Kind::call_to_host) {
      auto call = std::make_unique<Call>();
      call->kind = record.kind;
      call->id = record.id;
      call->operation = record.operation;
      call->request = record.text;
      call->at_us = record.at_us;
      by_id[record.id] = call.get();
      auto& among = record.parent == 0 ? tree.calls : by_id.at(record.parent)->inside;
      among.push_back(std::move(call));
    } else if (record.kind == Kind::bytes_to_plugin || record.kind == Kind::bytes_of_plugin) {
      by_id.at(record.id)->pieces.push_back(
          {record.kind == Kind::bytes_to_plugin, record.at_us, record.text});
    } else if (record.id != 0) {
      Call& call = *by_id.at(record.id);
      call.answered = true;
      call.status = record.code;
      call.answer = record.text;
      call.descriptor = record.descriptor;
      call.took_us = record.at_us - call.at_us;
    }
  }
  return tree;
}

}  // namespace kontor::trace
