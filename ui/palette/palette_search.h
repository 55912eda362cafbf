// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <functional>
#include <vector>

#include "ui/palette/catalogue.h"
#include "ui/palette/synonyms.h"

namespace weft::ui {

/// What is looked for, besides the words.
struct PaletteQuery {
    QString text;
    PaletteLevel level = PaletteLevel::Start;
    /// Whether an entry fits the dragged socket; empty: no socket is dragged.
    std::function<bool(const QString& entry)> fits;
    bool onlyFitting = false;
    QSet<QString> used;  ///< names of entries that the project has
};

/// Finds palette entries by name, by other words for them, by what they are for. Threading: one.
/// Complexity: linear in the entries; below a millisecond for a thousand.
class PaletteSearch {
public:
    PaletteSearch(std::vector<PaletteEntry> entries, const Synonyms& synonyms);

    const std::vector<PaletteEntry>& entries() const { return m_entries; }
    /// Indices into entries(), best first: exact, fitting the socket, used in this project, level,
    /// then how well the words fit. Without words the entries of the level in their order.
    std::vector<int> find(const PaletteQuery& query) const;

private:
    /// An entry's words, prepared.
    struct Indexed {
        QString name;          ///< compact: small letters without spaces and signs
        QStringList words;     ///< of the name: "max", "pool"
        QStringList synonyms;  ///< compact
        QStringList synonymWords;
        QStringList summaryWords;
    };
    struct Words;

    int quality(const Indexed& entry, const Words& words) const;

    std::vector<PaletteEntry> m_entries;
    std::vector<Indexed> m_index;
};

}  // namespace weft::ui
