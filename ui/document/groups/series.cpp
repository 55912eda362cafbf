// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/groups/series.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

namespace weft::ui {
namespace {

constexpr std::size_t kMostDigits = 9;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

bool canRepeat(const Item& item) {
    return item.as<OpItem>() != nullptr || item.as<RecipeItem>() != nullptr ||
           item.as<GroupItem>() != nullptr;
}

/// What an item is made of, whatever it is called.
class Builds {
public:
    explicit Builds(const Document& document) : m_document(document) {}

    const std::string& of(const Item& item) {
        const auto [at, isNew] = m_known.try_emplace(item.id);
        if (!isNew) { return at->second; }
        std::string build;
        if (const auto* op = item.as<OpItem>()) {
            build = op->op;
        } else if (const auto* recipe = item.as<RecipeItem>()) {
            build = concat("recipe ", recipe->recipe);
        } else if (item.as<GroupItem>() != nullptr) {
            build = ofGroup(item.id);
        }
        return m_known[item.id] = std::move(build);
    }

private:
    std::string ofGroup(ItemId group) {
        if (m_children.empty()) {
            for (const Item* item : m_document.all<Item>()) {
                m_children[item->parent].push_back(item);
            }
        }
        // How often each is there: the names of what is equal need not be.
        std::map<std::string, int> parts;
        for (const Item* child : m_children[group]) { ++parts[of(*child)]; }
        std::string text;
        for (const auto& [build, count] : parts) {
            text += concat(text.empty() ? "" : ",", count, " ", build);
        }
        // Groups in groups would make texts of any length: equal ones share a number.
        const auto number = m_numbers.try_emplace(text, m_numbers.size()).first->second;
        return concat("group ", number);
    }

    const Document& m_document;
    std::map<ItemId, std::vector<const Item*>> m_children;
    std::map<ItemId, std::string> m_known;
    std::map<std::string, std::size_t> m_numbers;
};

struct Place {
    std::size_t series = 0;
    std::size_t member = 0;
};

class Chains {
public:
    Chains(const Document& document, std::vector<NodeSeries>& all)
        : m_document(document), m_all(all) {
        for (std::size_t s = 0; s < all.size(); ++s) {
            for (std::size_t m = 0; m < all[s].members.size(); ++m) {
                m_places[all[s].members[m]] = {s, m};
            }
        }
    }

    void find() {
        if (m_all.empty()) { return; }
        // Per series, which neighbours by number are wired upwards and downwards.
        std::vector<std::set<std::size_t>> up(m_all.size());
        std::vector<std::set<std::size_t>> down(m_all.size());
        for (const Wire* wire : m_document.all<Wire>()) {
            if (wire->from.port == kControlPort) { continue; }
            for (const Place& from : placesOf(wire->from.item)) {
                for (const Place& to : placesOf(wire->to.item)) {
                    if (from.series != to.series) { continue; }
                    if (from.member + 1 == to.member) { up[from.series].insert(from.member); }
                    if (to.member + 1 == from.member) { down[to.series].insert(to.member); }
                }
            }
        }
        for (std::size_t s = 0; s < m_all.size(); ++s) {
            const std::size_t steps = m_all[s].members.size() - 1;
            m_all[s].chained = up[s].size() == steps || down[s].size() == steps;
            if (up[s].size() < steps && m_all[s].chained) {
                std::ranges::reverse(m_all[s].members);
            }
        }
    }

private:
    /// Which members an item is or lies in.
    std::vector<Place> placesOf(ItemId id) const {
        std::vector<Place> places;
        for (const Item* at = m_document.item(id); at != nullptr;
             at = m_document.item(at->parent)) {
            const auto found = m_places.find(at->id);
            if (found != m_places.end()) { places.push_back(found->second); }
        }
        return places;
    }

    const Document& m_document;
    std::vector<NodeSeries>& m_all;
    std::map<ItemId, Place> m_places;
};

}  // namespace

SeriesName seriesName(const std::string& name) {
    std::size_t end = name.size();
    while (end > 0 && isDigit(name[end - 1]) && name.size() - end < kMostDigits) { --end; }
    if (end == 0 || end == name.size()) { return {name + '_', 0}; }
    SeriesName made{name.substr(0, end), 0};
    std::from_chars(name.data() + end, name.data() + name.size(), made.number);
    return made;
}

std::vector<NodeSeries> findSeries(const Document& document,
                                   const std::function<bool(const Item&)>& asked) {
    using Key = std::pair<ItemId, std::string>;
    using Member = std::tuple<std::int64_t, ItemId>;
    std::map<Key, std::vector<Member>> named;
    for (const Item* item : document.all<Item>()) {
        if (!canRepeat(*item) || !asked(*item)) { continue; }
        SeriesName name = seriesName(item->name);
        named[{item->parent, std::move(name.shared)}].emplace_back(name.number, item->id);
    }
    Builds builds(document);
    std::vector<NodeSeries> all;
    for (const auto& [key, members] : named) {
        if (members.size() < 2) { continue; }
        std::map<std::string, std::vector<Member>> equal;
        for (const Member& member : members) {
            equal[builds.of(*document.item(std::get<ItemId>(member)))].push_back(member);
        }
        for (auto& [build, run] : equal) {
            if (run.size() < 2) { continue; }
            std::ranges::sort(run);
            NodeSeries made;
            made.name = key.second;
            while (made.name.size() > 1 && made.name.back() == '_') { made.name.pop_back(); }
            for (const Member& member : run) { made.members.push_back(std::get<ItemId>(member)); }
            all.push_back(std::move(made));
        }
    }
    Chains(document, all).find();
    return all;
}

}  // namespace weft::ui
