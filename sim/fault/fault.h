// The fault vocabulary: what can be done to a world, to whom, and when. Plain data, made from JSON
// by sim/scenario, carried out by the world.
//
// A fault fires once (or `times` times, or every so often): at an instant, or when a note matches
// its hook, then after a delay. Its actions bind their selectors at that moment: "leader of
// orders-0" is whoever leads then; "one of ..." draws from the fault's own random stream. `as`
// remembers the bound nodes under a name that later actions use as "$name". Actions that last
// (hold, cut, pause, ...) end after `for_`, or when another fault ends them by the fault's id.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/cluster/profile.h"
#include "core/ports/command.h"
#include "core/ports/note.h"
#include "sim/disk/power_loss.h"

namespace barnabas::sim {

// Who. Resolved against a world when a fault fires.
struct Selector {
  enum class Kind : std::uint8_t {
    Node,         // text: "broker-1", "zookeeper", or a client's name
    Remembered,   // text: the name after '$'
    LeaderOf,     // partition: as the live broker that leads at the highest epoch
    FollowersOf,  // partition: all other live assigned replicas
    ReplicasOf,   // partition: all assigned replicas
    IsrOf,        // partition: members of the committed ISR
    Controller,   // the active controller, by its newest epoch
    Brokers,      // all brokers
    Clients,      // all clients
    Everyone,
    OneOf,  // list[0]: one of those, by chance
    List,   // several of the above
  };
  Kind kind = Kind::Everyone;
  std::string text;
  TopicPartition partition;
  std::vector<Selector> list;
  friend bool operator==(const Selector&, const Selector&) = default;
};

// When: an instant, or the n-th note that matches.
struct Hook {
  struct Field {
    std::string name;  // as NoteFacts names it: "offset", "epoch", "leader", "isr", "error", "text"
    std::string op;    // "=", ">=", "<="; of a list: "=" (the same set), "contains"
    std::int64_t value = 0;  // a number; the code of an error; -1 for the node "none"
    std::string text;  // of "text"; of a node, who it is ("broker-2", "$old"); empty when by number
    std::vector<std::int32_t> list;  // of a list
    friend bool operator==(const Field&, const Field&) = default;
  };
  NoteKind event = NoteKind::Append;
  std::optional<Selector> node;  // the node that emits the note
  std::optional<TopicPartition> partition;
  std::string topic;  // or of any partition of this topic; empty: of any
  std::vector<Field> fields;
  std::string since;         // id of a fault that must have fired before
  std::int32_t ordinal = 1;  // the n-th match fires
  friend bool operator==(const Hook&, const Hook&) = default;
};

enum class ActionKind : std::uint8_t {
  Crash,
  PowerOff,
  Restart,
  Pause,
  Resume,
  Stop,  // processes
  Hold,
  Drop,
  Delay,
  Duplicate,
  Throttle,
  Cut,
  Heal,           // network (heal: all cuts between from and to, or all)
  ExpireSession,  // ZooKeeper kills the node's session
  DiskFull,
  DiskFail,
  DiskSlow,
  DiskStall,
  DiskFlip,
  DiskWipe,
  ClockSkew,
  ClockDrift,
  AddBroker,       // text: the name of a broker that waits to join
  RemoveBroker,    // an orderly stop, and never again
  RollingRestart,  // one after the other
  Upgrade,         // the same, into another profile
  Admin,           // an administrator's request
  Command,         // a client command (assign, seek, send)
  End,             // end what the named fault started
};

// A death in the middle of the next step that gets so far: at its n-th file operation (which does
// not happen any more), or behind its n-th effect, notes not counted.
struct InStep {
  std::int32_t file_operation = 0;  // one of the two is set
  std::int32_t effect = 0;
  friend bool operator==(const InStep&, const InStep&) = default;
};

// How the members of a group are restarted one after the other. The next one's turn comes when the
// last is registered again and in sync, or after `bound`.
struct Rolling {
  enum class How : std::uint8_t { Stop, Crash, PowerOff } how = How::Stop;
  Duration down{};  // between the end and the new start
  Duration bound = seconds(60);
  Profile profile = Profile::Kafka3;  // of an upgrade
  friend bool operator==(const Rolling&, const Rolling&) = default;
};

struct Action {
  ActionKind kind = ActionKind::Crash;
  Selector target;  // processes, disks, clocks, sessions
  std::string as;   // remember the bound target under this name
  // network: which messages; empty api = all. leg: 0 request, 1 response, -1 both
  std::string api;
  std::int8_t leg = -1;
  Selector from;
  Selector to;
  bool both_ways = false;      // cut
  std::int32_t count = 0;      // how many messages; 0 = all while it lasts
  std::int32_t percent = 100;  // of the messages
  Duration by{};               // delay (between this and by_most), clock skew
  Duration by_most{};
  std::int64_t amount = 0;  // bytes, bit position, n-th operation, slow factor x1000, ppm, bytes/s
  std::string text;         // path pattern for disks; fault id for End; admin operation's name
  std::optional<command::Body> command;
  std::optional<Duration> for_;
  std::optional<InStep> in_step;  // crash, power-off
  PowerLossOptions power;         // power-off: what stays of what was not flushed
  Rolling rolling;
  std::string rack;                             // of a broker that is added
  std::map<std::string, std::string> settings;  // the same, Kafka's names
  std::int32_t repeat = 1;                      // how often it is done, `every` so long
  Duration every{};
  friend bool operator==(const Action&, const Action&) = default;
};

struct Fault {
  std::string id;
  std::optional<Instant> at;
  std::optional<Hook> on;
  Duration after{};
  std::int32_t times = 1;         // 0: without limit
  std::optional<Duration> every;  // fires again so long after it fired
  std::vector<Action> actions;
  friend bool operator==(const Fault&, const Fault&) = default;
};

}  // namespace barnabas::sim
