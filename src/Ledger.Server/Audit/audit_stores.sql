SELECT store, program FROM store
