#include "tests/integration/tuf_client/client_fixture.hpp"

// The order in which delegated roles are asked for: the cases of the official suite of TUF clients
// (theupdateframework/tuf-conformance, test_updater_delegation_graphs) against kontor-tuf.
namespace kontor::testing {
namespace {

struct Edge {
  const char* from;
  const char* to;
  std::vector<std::string> paths = {"*"};
  bool terminating = false;
};

struct Graph {
  const char* name;
  std::vector<Edge> edges;
  std::vector<std::string> visited;
};

const std::vector<Graph>& graphs() {
  static const std::vector<std::string> any{"*"}, python{"*.py"};
  static const std::vector<Graph> all = {
      {"one", {{"targets", "A"}}, {"A"}},
      {"two beside each other", {{"targets", "A"}, {"targets", "B"}}, {"A", "B"}},
      {"two levels", {{"targets", "A"}, {"targets", "B"}, {"B", "C"}}, {"A", "B", "C"}},
      {"depth first",
       {{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"A", "D"}},
       {"A", "C", "D", "B"}},
      {"three levels, depth first",
       {{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"C", "D"}},
       {"A", "C", "D", "B"}},
      {"a terminating one ends the search",
       {{"targets", "A"}, {"targets", "B"}, {"A", "C", any, true}, {"A", "D"}},
       {"A", "C"}},
      {"a terminating one has descendants",
       {{"targets", "A"}, {"targets", "B"}, {"A", "C", any, true}, {"C", "D"}},
       {"A", "C", "D"}},
      {"paths that do not match", {{"targets", "A", python}, {"targets", "B"}, {"A", "C"}}, {"B"}},
      {"paths further down that do not match",
       {{"targets", "A"}, {"targets", "B"}, {"A", "C", python}, {"C", "D"}},
       {"A", "B"}},
      {"a cycle",
       {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"C", "D"}, {"D", "B"}},
       {"A", "B", "C", "D"}},
      {"two that delegate to a third",
       {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"A", "C"}},
       {"A", "C", "B"}},
      {"two that delegate other paths to a third",
       {{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"A", "C", python}},
       {"A", "B", "C"}},
  };
  return all;
}

class Graphs : public ClientTest {
 protected:
  void lay_out(const std::vector<Edge>& edges) {
    repository = TufRepository(SystemClock().now_ms());
    served_targets.clear();
    std::filesystem::remove_all(metadata);
    std::filesystem::create_directories(metadata);
    for (const Edge& edge : edges)
      repository.delegate(edge.from, edge.to, edge.paths, edge.terminating);
  }
  // Roles asked for, each in version 1, by a download after the four top-level files.
  std::vector<std::string> visited_by_download(const std::string& target, int status) {
    EXPECT_TRUE(write_file(folder / "root.json", repository.files.at("1.root.json")));
    EXPECT_EQ(init().status, 0);
    requests();
    EXPECT_EQ(download({target}).status, status);
    std::vector<std::string> roles;
    const auto all = requests();
    for (std::size_t place = 4; place < all.size(); ++place)
      if (!all[place].starts_with("/t/"))
        roles.push_back(all[place].substr(2, all[place].size() - 7));
    return roles;
  }
};

TEST_F(Graphs, AreWalkedInPreOrder) {
  for (const Graph& graph : graphs()) {
    SCOPED_TRACE(graph.name);
    lay_out(graph.edges);
    repository.publish();

    EXPECT_EQ(visited_by_download("missingpath", 1), graph.visited);
  }
}

TEST_F(Graphs, LeadToATargetOnlyWhereEachRoleOfTheChainDelegatesIt) {
  struct Search {
    const char* target;
    int status;
    std::vector<std::string> visited;
  };
  const std::vector<Search> searches = {{"targetfile", 0, {}},
                                        {"README.md", 0, {"A"}},
                                        {"releases/x/x_v1", 0, {"B", "C"}},
                                        {"releases/y/y_v1.zip", 0, {"B", "D"}},
                                        {"releases/z/z_v1.zip", 1, {"B"}}};
  for (const Search& search : searches) {
    SCOPED_TRACE(search.target);
    lay_out({{"targets", "A", {"*.doc", "*.md"}},
             {"targets", "B", {"releases/*/*"}},
             {"B", "C", {"releases/x/*"}},
             {"B", "D", {"releases/y/*.zip"}}});
    add_target("targets", "targetfile", "one");
    add_target("A", "README.md", "two");
    add_target("C", "releases/x/x_v1", "three");
    for (const char* path : {"releases/y/y_v1.zip", "releases/z/z_v1.zip"})
      add_target("D", path, "four");
    repository.publish();

    EXPECT_EQ(visited_by_download(search.target, search.status), search.visited);
    EXPECT_EQ(content(targets).contains(search.target), search.status == 0);
  }
}

}  // namespace
}  // namespace kontor::testing
