// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/shell/structure/find_list.h"

class QLineEdit;
class QTreeWidget;

namespace weft::ui {

/// The results below the search field: arrows walk, Enter or a click goes there, Escape closes.
class FindPopup final : public QObject {
    Q_OBJECT

public:
    /// @param field outlives it.
    FindPopup(QLineEdit& field, QWidget* window);

    /// What is searched; null: nothing is open.
    void setDocument(std::shared_ptr<const EngineDocument> document);
    /// Names shown, in their order.
    QStringList shown() const;
    bool isOpen() const;

signals:
    void chosen(quint64 id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void look();
    void place();

    QLineEdit& m_field;
    QTreeWidget* m_list = nullptr;
    std::shared_ptr<const EngineDocument> m_document;
};

}  // namespace weft::ui
