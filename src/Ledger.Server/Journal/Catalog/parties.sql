-- What each store belongs to now.
SELECT DISTINCT ON (store) store, branch, merchant FROM store_party ORDER BY store, since DESC
