#include "core/zookeeper/znode_tree.h"

#include "core/zookeeper/path.h"
#include "core/zookeeper/write_plan.h"
#include "tests/support/catch.h"
#include "tests/unit/zookeeper/harness.h"

namespace barnabas::test {
namespace {

using zookeeper::is_valid_path;
using zookeeper::plan_writes;
using zookeeper::WritePlan;
using zookeeper::ZnodeTree;

constexpr std::int64_t kSession = 77;

// A tree with the zxid of its last write.
struct Written {
  ZnodeTree tree;
  std::int64_t zxid = 0;

  WritePlan write(const std::vector<zk::Op>& ops) {
    WritePlan plan = plan_writes(tree, ops, kSession, zxid + 1);
    if (!plan.changes.empty()) ++zxid;
    for (const zookeeper::Change& change : plan.changes) tree.apply(change, zxid);
    tree.check_invariants();
    return plan;
  }
  zk::OpResult write(const zk::Op& op) { return write(std::vector<zk::Op>{op}).results.front(); }
};

// /a (v2) with children /a/b and /a/c; /e ephemeral.
Written small_tree() {
  Written it;
  it.write(create_op("/a", "one"));
  it.write(create_op("/a/b"));
  it.write(create_op("/a/c"));
  it.write(set_op("/a", "two"));
  it.write(set_op("/a", "three"));
  it.write(create_op("/e", "", zk::CreateMode::Ephemeral));
  return it;
}

std::string errors_of(const WritePlan& plan) {
  std::string text;
  for (const zk::OpResult& result : plan.results) text += name_of(result.error) + " ";
  return text;
}

TEST_CASE("paths are checked as ZooKeeper checks them") {
  for (const char* good : {"/", "/a", "/a/b", "/a.b/..c", "/brokers/topics/t-0"}) {
    INFO(good);
    CHECK(is_valid_path(good));
  }
  for (const char* bad : {"", "a", "//", "/a/", "/a//b", "/.", "/a/..", "/a/./b", "/a\x01"}) {
    INFO(bad);
    CHECK_FALSE(is_valid_path(bad));
  }
  CHECK_FALSE(is_valid_path(std::string_view("/a\0b", 4)));
}

TEST_CASE("single writes answer with ZooKeeper's errors") {
  struct Case {
    const char* name;
    zk::Op op;
    zk::Error expect;
  };
  const zk::CreateMode sequential = zk::CreateMode::PersistentSequential;
  const Case cases[] = {
      {"create", create_op("/a/d"), zk::Error::Ok},
      {"create below nothing", create_op("/x/y"), zk::Error::NoNode},
      {"create again", create_op("/a"), zk::Error::NodeExists},
      {"create the root", create_op("/"), zk::Error::NodeExists},
      {"create below an ephemeral", create_op("/e/x"), zk::Error::NoChildrenForEphemerals},
      {"create at a wrong path", create_op("a"), zk::Error::BadArguments},
      {"create with a slash at the end", create_op("/a/"), zk::Error::BadArguments},
      {"create sequential with a slash at the end", create_op("/a/", "", sequential),
       zk::Error::Ok},
      {"delete", delete_op("/a/b"), zk::Error::Ok},
      {"delete with the version", delete_op("/a/b", 0), zk::Error::Ok},
      {"delete with another version", delete_op("/a/b", 1), zk::Error::BadVersion},
      {"delete with children", delete_op("/a"), zk::Error::NotEmpty},
      {"delete with children, wrong version", delete_op("/a", 7), zk::Error::BadVersion},
      {"delete nothing", delete_op("/x"), zk::Error::NoNode},
      {"delete the root", delete_op("/"), zk::Error::BadArguments},
      {"set", set_op("/a", "x"), zk::Error::Ok},
      {"set with the version", set_op("/a", "x", 2), zk::Error::Ok},
      {"set with an old version", set_op("/a", "x", 1), zk::Error::BadVersion},
      {"set nothing", set_op("/x", "x"), zk::Error::NoNode},
      {"set the root", set_op("/", "x"), zk::Error::Ok},
      {"set at a wrong path", set_op("/x/", "x"), zk::Error::BadArguments},
      {"check", check_op("/a", 2), zk::Error::Ok},
      {"check any version", check_op("/a", -1), zk::Error::Ok},
      {"check an old version", check_op("/a", 0), zk::Error::BadVersion},
      {"check nothing", check_op("/x", -1), zk::Error::NoNode},
      {"a read is no write", get_op("/a"), zk::Error::BadArguments},
  };
  for (const Case& row : cases) {
    DYNAMIC_SECTION(row.name) {
      Written it = small_tree();
      const ZnodeTree before = it.tree;
      CHECK(name_of(it.write(row.op).error) == name_of(row.expect));
      const bool is_changed = row.expect == zk::Error::Ok && row.op.code != zk::OpCode::Check;
      CHECK((it.tree == before) == !is_changed);
    }
  }
}

TEST_CASE("a stat tells versions, zxids, children and the owner") {
  Written it = small_tree();
  const zk::Stat a = it.tree.read(get_op("/a")).stat;
  CHECK(a.czxid == 1);
  CHECK(a.mzxid == 5);
  CHECK(a.version == 2);
  CHECK(a.child_count == 2);
  CHECK(a.child_version == 2);
  CHECK(a.ephemeral_owner == 0);
  CHECK(it.tree.read(exists_op("/e")).stat.ephemeral_owner == kSession);
  it.write(delete_op("/a/b"));
  CHECK(it.tree.read(get_op("/a")).stat.child_version == 3);
  CHECK(it.tree.read(get_op("/a")).stat.mzxid == 5);
  CHECK(it.tree.find("/a")->pzxid == 7);
  // The answer to a write carries the stat after it.
  const zk::Stat set = it.write(set_op("/a", "x")).stat;
  CHECK(set == it.tree.read(get_op("/a")).stat);
  const zk::Stat created = it.write(create_op("/n")).stat;
  CHECK(created == it.tree.read(get_op("/n")).stat);
}

TEST_CASE("reads of what is not there, and children in order") {
  Written it = small_tree();
  CHECK(it.tree.read(get_op("/x")).error == zk::Error::NoNode);
  CHECK(it.tree.read(exists_op("/a/x")).error == zk::Error::NoNode);
  CHECK(it.tree.read(children_op("x")).error == zk::Error::BadArguments);
  CHECK(it.tree.read(get_op("/a")).data == "three");
  CHECK(it.tree.read(children_op("/")).children == std::vector<std::string>{"a", "e"});
  it.write(create_op("/a/a"));
  CHECK(it.tree.read(children_op("/a")).children == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("sequential nodes are numbered by the children that their parent ever had") {
  Written it;
  it.write(create_op("/q"));
  const zk::CreateMode mode = zk::CreateMode::EphemeralSequential;
  CHECK(it.write(create_op("/q/n-", "", mode)).path == "/q/n-0000000000");
  CHECK(it.write(create_op("/q/plain")).path == "/q/plain");
  CHECK(it.write(create_op("/q/n-", "", mode)).path == "/q/n-0000000002");
  it.write(delete_op("/q/n-0000000002"));
  CHECK(it.write(create_op("/q/", "", mode)).path == "/q/0000000003");
  CHECK(it.tree.ephemerals_of(kSession).size() == 2);
  // Within one multi, each sees the ones before it.
  const WritePlan plan = it.write({create_op("/q/m-", "", mode), create_op("/q/m-", "", mode)});
  CHECK(plan.results[0].path == "/q/m-0000000004");
  CHECK(plan.results[1].path == "/q/m-0000000005");
}

TEST_CASE("a multi happens whole or not at all") {
  struct Case {
    const char* name;
    std::vector<zk::Op> ops;
    std::string expect;
  };
  const Case cases[] = {
      {"all good", {check_op("/a", 2), create_op("/x"), set_op("/a", "y", 2)}, "Ok Ok Ok "},
      {"the first fails",
       {check_op("/a", 1), create_op("/x"), delete_op("/x")},
       "BadVersion RuntimeInconsistency RuntimeInconsistency "},
      {"one in the middle fails",
       {create_op("/x"), create_op("/x/y"), create_op("/a"), set_op("/a", "z")},
       "Ok Ok NodeExists RuntimeInconsistency "},
      {"later ones see earlier ones",
       {create_op("/x"), create_op("/x/y"), set_op("/x", "d", 0)},
       "Ok Ok Ok "},
      {"a parent deleted before its child", {delete_op("/a/b"), delete_op("/a")}, "Ok NotEmpty "},
      {"children first",
       {delete_op("/a/b"), delete_op("/a/c"), delete_op("/a"), check_op("/a", -1)},
       "Ok Ok Ok NoNode "},
      {"deleted and made anew",
       {delete_op("/a/b"), create_op("/a/b"), check_op("/a/b", 0)},
       "Ok Ok Ok "},
      {"two versions up",
       {set_op("/a", "x", 2), set_op("/a", "y", 3), check_op("/a", 4)},
       "Ok Ok Ok "},
      {"the same version twice", {set_op("/a", "x", 2), set_op("/a", "y", 2)}, "Ok BadVersion "},
      {"a read inside", {create_op("/x"), get_op("/a")}, "Ok BadArguments "},
      {"nothing", {}, ""},
  };
  for (const Case& row : cases) {
    DYNAMIC_SECTION(row.name) {
      Written it = small_tree();
      const ZnodeTree before = it.tree;
      const WritePlan plan = it.write(row.ops);
      CHECK(errors_of(plan) == row.expect);
      if (plan.error != zk::Error::Ok) {
        CHECK(it.tree == before);
        CHECK(hash_of(it.tree) == hash_of(before));
        CHECK(plan.changes.empty());
      } else if (!row.ops.empty()) {
        CHECK_FALSE(it.tree == before);
      }
    }
  }
}

TEST_CASE("what a failed multi tells of the others shows nothing that did not happen") {
  Written it = small_tree();
  const zk::CreateMode mode = zk::CreateMode::PersistentSequential;
  const WritePlan plan = it.write({create_op("/n-", "", mode), set_op("/a", "x"), delete_op("/x")});
  CHECK(errors_of(plan) == "Ok Ok NoNode ");
  CHECK(plan.error == zk::Error::NoNode);
  CHECK(plan.results[0].path == "/n-");
  CHECK(plan.results[0].stat == zk::Stat{});
  CHECK(plan.results[1].stat == zk::Stat{});
}

TEST_CASE("all of a multi has one zxid") {
  Written it = small_tree();
  it.write({create_op("/x"), create_op("/x/y"), set_op("/a", "q")});
  const std::int64_t zxid = it.zxid;
  CHECK(it.tree.find("/x")->czxid == zxid);
  CHECK(it.tree.find("/x/y")->czxid == zxid);
  CHECK(it.tree.find("/a")->mzxid == zxid);
}

TEST_CASE("a copy of a tree is apart from it, and equal trees hash alike") {
  Written it = small_tree();
  Written copy = it;
  CHECK(hash_of(copy.tree) == hash_of(it.tree));
  copy.write(set_op("/a/b", "changed"));
  CHECK(it.tree.find("/a/b")->data.empty());
  CHECK_FALSE(copy.tree == it.tree);
  CHECK(hash_of(copy.tree) != hash_of(it.tree));
  it.write(set_op("/a/b", "changed"));
  CHECK(copy.tree == it.tree);
  CHECK(hash_of(copy.tree) == hash_of(it.tree));
}

}  // namespace
}  // namespace barnabas::test
