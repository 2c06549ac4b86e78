// One plain sentence per note: "ZooKeeper ends the session of broker-1: nothing heard for 6000 ms".
#pragma once

#include <string>

#include "sim/report/chronicle.h"

namespace barnabas::sim {

std::string sentence_of(const Chronicle& chronicle, const TracedNote& note);
// Whether a note tells of something that befell the cluster, and not of its daily work.
bool is_incident(NoteKind kind);
// What would have kept an unclean election from happening: a setting, or an administrator who
// waits.
std::string unclean_remedy(const Note& elected);
// Whose session a SessionExpired note ended: the node's name, or empty.
std::string session_owner(const Note& note);

}  // namespace barnabas::sim
