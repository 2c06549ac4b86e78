#include "tests/tidy/layers.h"

#include "tests/tidy/text.h"

namespace barnabas::tidy {

Layers Layers::parse(std::string_view text, const std::string& file, Offences& offences) {
  Layers layers;
  for (const DataLine& line : read_data(text)) {
    const std::size_t colon = line.text.find(':');
    if (colon == std::string::npos) {
      offences.push_back({file, line.number, "expected `folder: folders`"});
      continue;
    }
    std::set<std::string>& known = layers.known_[line.text.substr(0, colon)];
    for (const std::string& word : split_words(line.text.substr(colon + 1))) known.insert(word);
  }
  for (const auto& [layer, known] : layers.known_) {
    for (const std::string& other : known) {
      if (layers.known_.count(other) == 0) {
        offences.push_back({file, 0, layer + " names an unknown folder " + other});
      }
    }
  }
  layers.close_transitively(file, offences);
  return layers;
}

void Layers::close_transitively(const std::string& file, Offences& offences) {
  bool grew = true;
  while (grew) {
    grew = false;
    for (auto& entry : known_) {
      std::set<std::string> reach = entry.second;
      for (const std::string& other : entry.second) {
        const auto found = known_.find(other);
        if (found != known_.end()) reach.insert(found->second.begin(), found->second.end());
      }
      if (reach.size() == entry.second.size()) continue;
      entry.second = reach;
      grew = true;
    }
  }
  for (const auto& [layer, known] : known_) {
    if (known.count(layer) != 0) offences.push_back({file, 0, layer + " knows itself in a cycle"});
  }
}

std::string Layers::layer_of(std::string_view path) const {
  std::string best;
  for (const auto& entry : known_) {
    if (is_within(path, entry.first) && entry.first.size() > best.size()) best = entry.first;
  }
  return best;
}

bool Layers::may_include(const std::string& from, const std::string& to) const {
  return from == to || known_.at(from).count(to) != 0;
}

HeaderHomes HeaderHomes::parse(std::string_view text, const std::string& file, Offences& offences) {
  HeaderHomes homes;
  for (const DataLine& line : read_data(text)) {
    const std::vector<std::string> parts = split(line.text, '|');
    if (parts.size() != 3) {
      offences.push_back({file, line.number, "expected `headers | folders | why`"});
      continue;
    }
    for (const std::string& pattern : split_words(parts[0])) {
      homes.homes_.push_back({pattern, split_words(parts[1]), trim(parts[2])});
    }
  }
  return homes;
}

std::string HeaderHomes::objection(std::string_view path, std::string_view header) const {
  const std::string_view name = header.substr(1, header.size() - 2);
  std::string why;
  for (const Home& home : homes_) {
    if (!matches_glob(name, home.pattern)) continue;
    if (in_scope(path, home.scope)) return "";
    why = home.why;
  }
  return why.empty() ? "it has no home in tests/tidy/headers.txt" : why;
}

void check_includes(const Source& source, const Layers& layers, const HeaderHomes& homes,
                    Offences& offences) {
  const std::string from = layers.layer_of(source.path);
  const bool test = is_within(source.path, "tests");
  for (const Include& include : source.includes) {
    const auto object = [&](const std::string& text) {
      offences.push_back({source.path, include.line, text});
    };
    if (include.target.front() == '<') {
      const std::string objection = homes.objection(source.path, include.target);
      if (!objection.empty()) object("layer: may not include " + include.target + ": " + objection);
      continue;
    }
    if (test) continue;
    const std::string to = layers.layer_of(include.target);
    if (from.empty()) {
      object("layer: this folder is not in tests/tidy/layers.txt");
    } else if (to.empty()) {
      object("layer: " + from + " may not include \"" + include.target +
             "\": write the path from the repository's root, of a folder in layers.txt");
    } else if (!layers.may_include(from, to)) {
      object("layer: " + from + " may not include " + to);
    }
  }
}

}  // namespace barnabas::tidy
