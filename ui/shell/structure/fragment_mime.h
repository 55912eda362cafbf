// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMimeData>
#include <QSet>
#include <memory>
#include <string>

#include "ui/canvas/canvas_snapshot.h"

namespace weft::ui {

inline constexpr const char* kSvgType = "image/svg+xml";

/// What is copied: a fragment under its own type and as text, and a picture of it as SVG, which is
/// drawn when somebody asks for it. GUI thread.
class FragmentMime final : public QMimeData {
    Q_OBJECT

public:
    /// @param shown the view it was copied from. @param ids what of it.
    FragmentMime(const std::string& text, std::shared_ptr<const CanvasSnapshot> shown,
                 QSet<quint64> ids);

    QStringList formats() const override;
    bool hasFormat(const QString& type) const override;

protected:
    QVariant retrieveData(const QString& type, QMetaType wanted) const override;

private:
    std::shared_ptr<const CanvasSnapshot> m_shown;
    QSet<quint64> m_ids;
    mutable QByteArray m_svg;
};

/// What of a view is left with these nodes and notes: they, where they lie, and wires between them.
Diagram partOf(const CanvasSnapshot& shown, const QSet<quint64>& ids);

}  // namespace weft::ui
