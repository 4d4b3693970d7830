#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sdk/package/zip_layout.hpp"

namespace kontor::package {

// One member, with every field of both headers open to be spoilt. Stored, and right by default.
struct HandMadeMember {
  HandMadeMember(std::string member_name, std::string content);

  std::string name, data;
  zip::Header local, central;
  std::string local_name;  // Name in the local header.
  std::string local_extra, central_extra, comment;
  std::uint16_t made_by = zip::kVersion, internal = 0, disk = 0;
  std::uint32_t external = 0;
  std::int64_t offset_shift = 0;  // Added to the offset that the central header gives.
  std::string gap_before;
};

// Builds any zip file, also a wrong one, byte by byte.
struct HandMadeZip {
  std::vector<HandMadeMember> members = {};
  std::string before = {}, before_central = {}, before_end = {}, after = {};
  std::string comment = {};
  int count_shift = 0, count_on_disk_shift = 0;
  std::uint16_t disk = 0;

  std::string bytes() const;
};

// The smallest right one: a.txt and b.txt.
HandMadeZip two_members();

std::uint32_t crc_of(const std::string& bytes);
std::string raw_deflate(const std::string& bytes);

}  // namespace kontor::package
