#include <gtest/gtest.h>

#include <functional>

#include "sdk/package/archive.hpp"
#include "tests/unit/sdk_package/hand_made_zip.hpp"

namespace kontor::package {
namespace {

struct Case {
  std::string name;
  std::function<void(HandMadeZip&)> spoil;
  std::string message;
};

void both(HandMadeMember& member, const std::function<void(zip::Header&)>& change) {
  change(member.local);
  change(member.central);
}

void rename(HandMadeMember& member, const std::string& name) {
  member.name = member.local_name = name;
  both(member,
       [&](zip::Header& header) { header.name_bytes = static_cast<std::uint16_t>(name.size()); });
}

std::function<void(HandMadeZip&)> second_named(std::string name) {
  return [name = std::move(name)](HandMadeZip& zip) { rename(zip.members[1], name); };
}

std::function<void(HandMadeZip&)> second_unix(std::uint32_t mode) {
  return [mode](HandMadeZip& zip) { zip.members[1].external = mode << 16U; };
}

std::function<void(HandMadeZip&)> second(const std::function<void(HandMadeMember&)>& change) {
  return [change](HandMadeZip& zip) { change(zip.members[1]); };
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"BytesAfterTheEnd", [](HandMadeZip& zip) { zip.after = "x"; }, "1 bytes after its end"},
      {"AComment", [](HandMadeZip& zip) { zip.comment = "hello"; },
       "5 bytes after its end record; nothing may stand there, not even a comment"},
      {"DataBeforeTheFirstMember", [](HandMadeZip& zip) { zip.before = "#!/bin/sh\n"; },
       "data before its first member"},
      {"AGapBetweenMembers", second([](HandMadeMember& m) { m.gap_before = "gap"; }),
       "b.txt has a gap before it"},
      {"AGapBeforeTheDirectory", [](HandMadeZip& zip) { zip.before_central = "gap"; },
       "gap before its central directory"},
      {"BytesBeforeTheEndRecord", [](HandMadeZip& zip) { zip.before_end = "gap"; },
       "bytes between central directory and end record"},
      {"OverlappingMembers", second([](HandMadeMember& m) { m.offset_shift = -40; }),
       "b.txt overlaps the member before it"},
      {"MembersThatShareTheirData",
       [](HandMadeZip& zip) { zip.members[1].offset_shift = -static_cast<std::int64_t>(40); },
       "overlaps"},
      {"AMemberReachingIntoTheDirectory", second([](HandMadeMember& m) {
         both(m, [](zip::Header& h) { h.size = h.packed_size = 400; });
       }),
       "reaches into the central directory"},
      {"TooFewMembersInTheEndRecord", [](HandMadeZip& zip) { zip.count_shift = -1; },
       "more in its central directory than its members"},
      {"TooManyMembersInTheEndRecord", [](HandMadeZip& zip) { zip.count_shift = 1; },
       "fewer members in its central directory"},
      {"TwoNumbersOfMembers", [](HandMadeZip& zip) { zip.count_on_disk_shift = 1; },
       "two different numbers of members"},
      {"SeveralDisks", [](HandMadeZip& zip) { zip.disk = 1; }, "spans several disks"},
      {"NoMembers", [](HandMadeZip& zip) { zip.members.clear(); }, "has no members"},

      {"AnAbsoluteName", second_named("/etc"), "is absolute"},
      {"AParentFolder", second_named("b/../../c"), "\".\" or \"..\""},
      {"ADotPart", second_named("b/./c"), "\".\" or \"..\""},
      {"ABackSlash", second_named("b\\c"), "holds a back-slash"},
      {"ANul", second_named(std::string("b\0c", 3)), "holds a NUL"},
      {"ADrive", second_named("c:b"), "holds a colon"},
      {"AnEmptyPart", second_named("b//c"), "has an empty part"},
      {"AnEmptyName", second_named(""), "is empty"},
      {"ATrailingDot", second_named("b."), "ends in a dot"},
      {"ANameThatIsNotAscii", second_named("\xc3\xa5.txt"), "is not plain ASCII"},
      // The two names are one in Unicode's normal form C, and neither may stand.
      {"NamesEqualInNormalFormC",
       [](HandMadeZip& zip) {
         rename(zip.members[0], "a\xcc\x8a.txt");
         rename(zip.members[1], "\xc3\xa5.txt");
       },
       "is not plain ASCII"},
      {"ANameWithASpace", second_named("b c"), "a character that is not allowed"},
      {"ALongName", second_named(std::string(201, 'b')), "is longer than 200 bytes"},
      {"AFolder", second_named("b/"), "is a folder"},
      {"ADuplicate", second_named("a.txt"), "a.txt is there twice"},
      {"ANameEqualButForCase",
       [](HandMadeZip& zip) {
         rename(zip.members[0], "A.txt");
         rename(zip.members[1], "a.txt");
       },
       "name of another member but for case"},
      {"NamesOutOfOrder", second_named("Z.txt"), "is out of order"},
      {"AFileThatIsAlsoAFolder",
       [](HandMadeZip& zip) {
         rename(zip.members[0], "lib");
         rename(zip.members[1], "lib/b.so");
       },
       "lies in a folder that is a file"},

      {"ASymbolicLink", second_unix(0120777), "b.txt is a symbolic link"},
      {"ACharacterDevice", second_unix(0020666), "b.txt is a device"},
      {"ABlockDevice", second_unix(0060666), "b.txt is a device"},
      {"APipe", second_unix(0010666), "b.txt is a pipe or socket"},
      {"ASocket", second_unix(0140666), "b.txt is a pipe or socket"},
      {"UnixModes", second_unix(0100644), "has file attributes"},
      {"ADosFolder", second([](HandMadeMember& m) { m.external = 0x10; }), "is a folder"},
      {"InternalAttributes", second([](HandMadeMember& m) { m.internal = 1; }),
       "has file attributes"},
      {"AnotherSystem", second([](HandMadeMember& m) { m.made_by = 0x031e; }),
       "was made by another system"},
      {"ACommentOfAMember", second([](HandMadeMember& m) { m.comment = "hi"; }), "has a comment"},
      {"AnotherDisk", second([](HandMadeMember& m) { m.disk = 3; }), "begins on another disk"},

      {"ExtraFields", second([](HandMadeMember& m) {
         m.central_extra = "UT\x01";
         m.central.extra_bytes = 3;
       }),
       "b.txt has extra fields"},
      {"ExtraFieldsInTheLocalHeaderOnly", second([](HandMadeMember& m) {
         m.local_extra = "UT\x01";
         m.local.extra_bytes = 3;
       }),
       "b.txt has extra fields in its local header"},
      {"ADifferentLocalName", second([](HandMadeMember& m) { m.local_name = "c.txt"; }),
       "another name in its local header"},
      {"ADifferentLocalSize", second([](HandMadeMember& m) { m.local.size = 3; }),
       "differs from the central one"},
      {"ADifferentLocalCrc", second([](HandMadeMember& m) { m.local.crc32 = 3; }),
       "differs from the central one"},
      {"ADifferentLocalMethod", second([](HandMadeMember& m) { m.local.method = zip::kDeflated; }),
       "differs from the central one"},
      {"NoLocalHeader",
       [](HandMadeZip& zip) {
         zip.members[0].data += "PK";
         both(zip.members[0], [](zip::Header& h) { h.size = h.packed_size = 6; });
         zip.members[1].offset_shift = -1;
       },
       "has no local header"},
      {"Encryption",
       second([](HandMadeMember& m) { both(m, [](zip::Header& h) { h.flags |= 1; }); }),
       "is encrypted"},
      {"ADataDescriptor",
       second([](HandMadeMember& m) { both(m, [](zip::Header& h) { h.flags |= 8; }); }),
       "has its sizes behind its data"},
      {"NamesInAnotherEncoding",
       second([](HandMadeMember& m) { both(m, [](zip::Header& h) { h.flags = 0; }); }),
       "has unusual flags"},
      {"AnotherMethod",
       second([](HandMadeMember& m) { both(m, [](zip::Header& h) { h.method = 12; }); }),
       "is packed by method 12"},
      {"ADeflatedLibrary",
       [](HandMadeZip& zip) {
         rename(zip.members[1], "b.so");
         both(zip.members[1], [](zip::Header& h) { h.method = zip::kDeflated; });
       },
       "is a library and deflated"},
      {"ATime", second([](HandMadeMember& m) { both(m, [](zip::Header& h) { h.date = 0x5a21; }); }),
       "carries a time"},
      {"AnotherVersion",
       second([](HandMadeMember& m) { both(m, [](zip::Header& h) { h.version = 45; }); }),
       "another version of zip"},
      {"Zip64Sizes", second([](HandMadeMember& m) {
         both(m, [](zip::Header& h) { h.size = h.packed_size = 0xffffffff; });
       }),
       "is in Zip64 form"},
      {"AStoredMemberWithTwoSizes",
       second([](HandMadeMember& m) { both(m, [](zip::Header& h) { h.size = 3; }); }),
       "its two sizes differ"},
      {"ABombByRatio", second([](HandMadeMember& m) {
         both(m, [](zip::Header& h) {
           h.method = zip::kDeflated;
           h.size = 50U << 20;
         });
       }),
       "unpacks to more than 200 times its packed size"},
      {"ABombBySize", second([](HandMadeMember& m) {
         both(m, [](zip::Header& h) {
           h.method = zip::kDeflated;
           h.size = 300U << 20;
         });
       }),
       "unpacks to more than 268435456 bytes"},
  };
  return all;
}

class ArchiveRefusals : public testing::TestWithParam<Case> {};

TEST_P(ArchiveRefusals, EachHasItsOwnMessage) {
  HandMadeZip zip = two_members();
  GetParam().spoil(zip);

  const auto archive = Archive::from_bytes(zip.bytes());

  ASSERT_FALSE(archive);
  EXPECT_NE(archive.error().message.find(GetParam().message), std::string::npos)
      << archive.error().message;
}

INSTANTIATE_TEST_SUITE_P(Refuses, ArchiveRefusals, testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

TEST(ArchiveRefusal, OfACutOffFile) {
  const std::string whole = two_members().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(Archive::from_bytes(whole.substr(0, size))) << size;
  }
}

TEST(ArchiveRefusal, OfTooManyMembersAndTooManyBytes) {
  const std::string whole = two_members().bytes();
  ArchiveLimits limits;

  limits.members = 1;
  EXPECT_EQ(Archive::from_bytes(whole, limits).error().code, ErrorCode::exhausted);
  limits = {};
  limits.archive_bytes = whole.size() - 1;
  EXPECT_EQ(Archive::from_bytes(whole, limits).error().code, ErrorCode::exhausted);
  // The built-in limit of members, with a file that has one more.
  std::vector<NewMember> many;
  for (std::size_t n = 0; n <= ArchiveLimits().members; ++n)
    many.push_back({"m" + std::to_string(n), ""});
  ArchiveLimits more;
  more.members = many.size();
  const std::string crowd = write_archive(many, more).value();
  EXPECT_EQ(Archive::from_bytes(crowd).error().code, ErrorCode::exhausted);
  limits = {};
  limits.unpacked_bytes = 8;
  EXPECT_EQ(Archive::from_bytes(whole, limits).error().code, ErrorCode::exhausted);
}

TEST(ArchiveRefusal, OfEveryFlippedBitOfAHeaderOrItsData) {
  const std::string whole = two_members().bytes();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const auto archive = Archive::from_bytes(flipped);
    if (archive) {
      EXPECT_EQ(reassembled(*archive), flipped) << "bit " << bit;
    }
    const bool same = archive && archive->members().size() == 2 && archive->read("a.txt", 9) &&
                      *archive->read("a.txt", 9) == "alpha" && archive->read("b.txt", 9) &&
                      *archive->read("b.txt", 9) == "beta";
    EXPECT_FALSE(same) << "bit " << bit;
  }
}

// Members whose index is right and whose packed bytes are not.
struct PackedCase {
  std::string name;
  std::string packed;
  std::uint32_t size;
  std::string message;
};

class PackedRefusals : public testing::TestWithParam<PackedCase> {};

TEST_P(PackedRefusals, AreMadeWhenTheMemberIsRead) {
  HandMadeZip zip{.members = {{"a.txt", GetParam().packed}}};
  both(zip.members[0], [&](zip::Header& header) {
    header.method = zip::kDeflated;
    header.size = GetParam().size;
    header.crc32 = crc_of("alpha");
  });
  const auto archive = Archive::from_bytes(zip.bytes());
  ASSERT_TRUE(archive);

  const auto bytes = archive->read("a.txt", 1000);

  ASSERT_FALSE(bytes);
  EXPECT_NE(bytes.error().message.find(GetParam().message), std::string::npos)
      << bytes.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Refuses, PackedRefusals,
    testing::Values(
        PackedCase{"MoreThanItSays", raw_deflate("alphabet"), 5, "more than its header says"},
        PackedCase{"LessThanItSays", raw_deflate("alph"), 5, "less than its header says"},
        PackedCase{"AWrongCrc", raw_deflate("alphb"), 5, "the CRC its header says"},
        PackedCase{"Rubbish", "\xff\xff\xff\xff", 5, "is damaged"},
        PackedCase{"ACutOffStream", raw_deflate("alpha").substr(0, 4), 5, "is cut off"},
        PackedCase{"BytesAfterTheStream", raw_deflate("alpha") + "x", 5,
                   "bytes after its packed data"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace kontor::package
