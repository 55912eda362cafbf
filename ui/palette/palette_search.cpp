// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/palette_search.h"

#include <algorithm>
#include <tuple>

namespace weft::ui {
namespace {

/// How well words fit, best first. What is no worse than kGood names the entry itself.
enum Quality : int {
    kName,
    kSynonym,
    kNameBegins,
    kSynonymBegins,
    kAllWordsBegin,
    kGood = kAllWordsBegin,
    kNameHolds,
    kSummaryWords,
    kMisspelt,
    kNoMatch,
};

constexpr qsizetype kShortestMisspelt = 4;  // letters; below, one wrong letter is another word

/// Small letters and digits; a query of signs alone ("+") stays.
QString compact(const QString& text) {
    QString out;
    for (const QChar c : text) {
        if (c.isLetterOrNumber()) { out.append(c.toLower()); }
    }
    return out.isEmpty() ? text.trimmed() : out;
}

/// "MaxPool" and "max_pool" are max, pool; "Conv2D" is conv2d.
QStringList wordsOf(const QString& text) {
    QStringList words;
    QString word;
    const auto finish = [&] {
        if (!word.isEmpty()) { words.append(word.toLower()); }
        word.clear();
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!c.isLetterOrNumber()) {
            finish();
            continue;
        }
        if (c.isUpper() && i > 0 && text[i - 1].isLower()) { finish(); }
        word.append(c);
    }
    finish();
    return words;
}

bool anyBegins(const QStringList& words, const QString& with) {
    return std::any_of(words.begin(), words.end(),
                       [&](const QString& word) { return word.startsWith(with); });
}

/// Whether one letter changed, left out, put in or swapped with its neighbour makes one the other.
bool nearlyEqual(const QString& a, const QString& b) {
    if (std::abs(a.size() - b.size()) > 1 || a.size() < kShortestMisspelt) { return false; }
    qsizetype i = 0;
    while (i < a.size() && i < b.size() && a[i] == b[i]) { ++i; }
    const auto rest = [](const QString& text, qsizetype from) {
        return QStringView(text).mid(std::min(from, text.size()));
    };
    if (rest(a, i + 1) == rest(b, i + 1) || rest(a, i + 1) == rest(b, i) ||
        rest(a, i) == rest(b, i + 1)) {
        return true;
    }
    return i + 1 < a.size() && i + 1 < b.size() && a[i] == b[i + 1] && a[i + 1] == b[i] &&
           rest(a, i + 2) == rest(b, i + 2);
}

bool isFiller(const QString& word) {
    static const QSet<QString> fillers = {
        QStringLiteral("a"),   QStringLiteral("an"), QStringLiteral("the"),
        QStringLiteral("of"),  QStringLiteral("to"), QStringLiteral("for"),
        QStringLiteral("and"), QStringLiteral("by"), QStringLiteral("with")};
    return fillers.contains(word);
}

}  // namespace

/// The words of a query, prepared once for all entries.
struct PaletteSearch::Words {
    QString whole;      ///< compact
    QString lastPart;   ///< "relu" of tf.nn.relu; else as whole
    QStringList words;  ///< without fillers
};

PaletteSearch::PaletteSearch(std::vector<PaletteEntry> entries, const Synonyms& synonyms)
    : m_entries(std::move(entries)) {
    for (const PaletteEntry& entry : m_entries) {
        Indexed made;
        made.name = compact(entry.name);
        made.words = wordsOf(entry.name);
        for (const QString& synonym : synonyms.value(entry.name)) {
            made.synonyms.append(compact(synonym));
            made.synonymWords.append(wordsOf(synonym));
        }
        made.summaryWords = wordsOf(entry.summary);
        m_index.push_back(std::move(made));
    }
}

int PaletteSearch::quality(const Indexed& entry, const Words& words) const {
    if (entry.name == words.whole) { return kName; }
    if (entry.synonyms.contains(words.whole)) { return kSynonym; }
    if (entry.name == words.lastPart) { return kName; }
    if (entry.synonyms.contains(words.lastPart)) { return kSynonym; }
    if (entry.name.startsWith(words.lastPart)) { return kNameBegins; }
    if (anyBegins(entry.synonyms, words.lastPart)) { return kSynonymBegins; }
    const auto all = [&](auto&& fits) {
        return !words.words.isEmpty() && std::all_of(words.words.begin(), words.words.end(), fits);
    };
    const auto named = [&](const QString& word) {
        return anyBegins(entry.words, word) || anyBegins(entry.synonymWords, word);
    };
    if (all(named)) { return kAllWordsBegin; }
    if (words.whole.size() > 1 && entry.name.contains(words.whole)) { return kNameHolds; }
    if (all([&](const QString& word) {
            return named(word) || anyBegins(entry.summaryWords, word);
        })) {
        return kSummaryWords;
    }
    if (nearlyEqual(entry.name, words.lastPart)) { return kMisspelt; }
    const bool synonym =
        std::any_of(entry.synonyms.begin(), entry.synonyms.end(),
                    [&](const QString& s) { return nearlyEqual(s, words.lastPart); });
    return synonym ? kMisspelt : kNoMatch;
}

std::vector<int> PaletteSearch::find(const PaletteQuery& query) const {
    Words words;
    words.whole = compact(query.text);
    words.lastPart = compact(query.text.section('.', -1));
    for (const QString& word : wordsOf(query.text)) {
        if (!isFiller(word)) { words.words.append(word); }
    }
    // made for the wire, exact, fits, names it, used, level, quality, length of the name, place
    using Key = std::tuple<bool, int, bool, bool, bool, int, int, qsizetype, int>;
    std::vector<Key> found;
    for (int i = 0; i < static_cast<int>(m_entries.size()); ++i) {
        const PaletteEntry& entry = m_entries[static_cast<std::size_t>(i)];
        const bool all = query.level == PaletteLevel::All;
        if (entry.special && !all) { continue; }
        if (entry.onlyDragged && (!query.fits || !query.fits(entry.name))) { continue; }
        const int level = static_cast<int>(entry.level) + (entry.special ? 1 : 0);
        if (words.whole.isEmpty()) {
            if (!all && level > 0 && !entry.onlyDragged) { continue; }
        }
        const int quality =
            words.whole.isEmpty() ? 0 : this->quality(m_index[static_cast<std::size_t>(i)], words);
        if (quality == kNoMatch) { continue; }
        const bool fits = !query.fits || query.fits(entry.name);
        if (query.onlyFitting && !fits) { continue; }
        const bool plain = words.whole.isEmpty();
        found.emplace_back(!entry.onlyDragged, std::min(quality, static_cast<int>(kNameBegins)),
                           !fits, quality > kGood, !query.used.contains(entry.name), level, quality,
                           plain ? 0 : entry.name.size(), i);
    }
    std::sort(found.begin(), found.end());
    std::vector<int> out;
    out.reserve(found.size());
    for (const Key& key : found) { out.push_back(std::get<8>(key)); }
    return out;
}

}  // namespace weft::ui
